{{/* all, podIP or localhost */}}
{{- define "webex-exporter.bind" -}}
{{- .Values.web.bind | default (ternary "localhost" "all" (eq .Values.mode "sidecar")) }}
{{- end }}

{{/* Everything between `name` and the probes of the container that exports. */}}
{{- define "webex-exporter.container" -}}
image: {{ include "webex-exporter.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args:
  {{- include "webex-exporter.args" . | trim | nindent 2 }}
env:
  {{- include "webex-exporter.env" . | trim | nindent 2 }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  - name: metrics
    containerPort: {{ .Values.web.port }}
    protocol: TCP
{{- with .Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
volumeMounts:
  - name: webex-exporter-state
    mountPath: /var/lib/webex-exporter
  {{- if .Values.config }}
  - name: webex-exporter-config
    mountPath: /etc/webex-exporter/config
    readOnly: true
  {{- else if not .Values.simulator.enabled }}
  - name: webex-exporter-credentials
    mountPath: /etc/webex-exporter/credentials
    readOnly: true
  {{- end }}
  {{- if .Values.web.config.existingSecret }}
  - name: webex-exporter-web
    mountPath: /etc/webex-exporter/web
    readOnly: true
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "webex-exporter.args" -}}
{{- $host := get (dict "all" "" "localhost" "127.0.0.1" "podIP" "[$(WEBEX_EXPORTER_POD_IP)]") (include "webex-exporter.bind" .) }}
- {{ printf "--web.listen-address=%s:%d" $host (int .Values.web.port) | quote }}
- --web.telemetry-path={{ .Values.web.telemetryPath }}
{{- if .Values.config }}
- --config.file=/etc/webex-exporter/config/webex-exporter.yaml
{{- end }}
{{- if not .Values.simulator.enabled }}
- --config.auto-reload
{{- end }}
{{- if .Values.web.config.existingSecret }}
- --web.config.file=/etc/webex-exporter/web/{{ .Values.web.config.key }}
{{- end }}
{{- if include "webex-exporter.isStatefulSet" . }}
- --shard=auto/{{ .Values.shards }}
{{- end }}
- --log.level={{ .Values.log.level }}
- --log.format={{ .Values.log.format }}
{{- with .Values.extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "webex-exporter.env" -}}
{{- if include "webex-exporter.isStatefulSet" . }}
- name: WEBEX_EXPORTER_POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end }}
{{- if eq (include "webex-exporter.bind" .) "podIP" }}
- name: WEBEX_EXPORTER_POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
{{- end }}
{{- /* Variables would count before the file. */}}
{{- $settings := ternary dict .Values.settings (not (empty .Values.config)) }}
{{- if .Values.simulator.enabled }}
{{- $url := "http://127.0.0.1:10055" }}
{{- $sites := list "acme.webex.com" "acme-eu.webex.com" "acme-apac.webex.com" "acme-labs.webex.com" }}
{{- $settings = mergeOverwrite (deepCopy $settings) (dict "analyticsUrl" $url "apiUrl" $url "sites" ($settings.sites | default $sites)) }}
{{- end }}
{{- range $name, $value := $settings }}
{{- if kindIs "slice" $value }}
{{- $value = join "," $value }}
{{- else if kindIs "float64" $value }}
{{- /* Large numbers would be written as 1e+06. */}}
{{- $value = int64 $value }}
{{- end }}
{{- if ne ($value | toString) "" }}
- name: WEBEX_{{ $name | snakecase | upper }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}
{{- /* A folder below the mount, which the kubelet owns: only its owner can make it private. */}}
- name: WEBEX_STATE_DIR
  value: /var/lib/webex-exporter/state
{{- if not .Values.config }}
{{- include "webex-exporter.credentialsEnv" . }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "webex-exporter.credentialsEnv" -}}
{{- $folder := "/etc/webex-exporter/credentials" }}
{{- if .Values.simulator.enabled }}
- name: WEBEX_ACCESS_TOKEN
  value: simulator-token
{{- else if eq .Values.credentials.method "accessToken" }}
- name: WEBEX_ACCESS_TOKEN_FILE
  value: {{ $folder }}/access-token
{{- else }}
- name: WEBEX_CLIENT_ID
  valueFrom:
    secretKeyRef:
      name: {{ include "webex-exporter.secretName" . }}
      key: {{ .Values.credentials.keys.clientId }}
- name: WEBEX_CLIENT_SECRET_FILE
  value: {{ $folder }}/client-secret
- name: WEBEX_REFRESH_TOKEN_FILE
  value: {{ $folder }}/refresh-token
{{- end }}
{{- end }}

{{/* A probe: (dict "context" . "path" "/-/healthy" "timing" {...}) */}}
{{- define "webex-exporter.probe" -}}
{{- $web := .context.Values.web }}
{{- $port := int $web.port }}
{{- if eq (include "webex-exporter.bind" .context) "localhost" }}
{{- /* The kubelet asks from outside the pod; the image has node and no curl. */}}
exec:
  command:
    - node
    - -e
    {{- if or $web.config.auth $web.config.tls }}
    - "require('node:net').connect({{ $port }}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))"
    {{- else }}
    - "fetch('http://127.0.0.1:{{ $port }}{{ .path }}').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"
    {{- end }}
{{- else if $web.config.auth }}
tcpSocket:
  port: metrics
{{- else }}
httpGet:
  path: {{ .path }}
  port: metrics
  scheme: {{ include "webex-exporter.scheme" .context | upper }}
{{- end }}
{{ toYaml .timing }}
{{- end }}

{{- define "webex-exporter.simulator" -}}
- name: simulator
  image: {{ include "webex-exporter.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  restartPolicy: Always
  args:
    - simulate
    - --simulator.listen-address=127.0.0.1:10055
    - --simulator.seed={{ int64 .Values.simulator.seed }}
  {{- with .Values.simulator.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- toYaml .Values.securityContext | nindent 4 }}
  startupProbe:
    exec:
      command: [node, -e, "fetch('http://127.0.0.1:10055/simulator').then(() => process.exit(0), () => process.exit(1))"]
    periodSeconds: 1
    timeoutSeconds: 5
    failureThreshold: 30
{{- end }}

{{/* Volumes of the exporter's container; `state` is left out where a StatefulSet claims it. */}}
{{- define "webex-exporter.volumes" -}}
{{- $claims := and .Values.persistence.enabled (include "webex-exporter.isStatefulSet" .) }}
{{- if not $claims }}
- name: webex-exporter-state
  {{- if .Values.persistence.enabled }}
  persistentVolumeClaim:
    claimName: {{ include "webex-exporter.claimName" . }}
  {{- else }}
  emptyDir:
    sizeLimit: 64Mi
  {{- end }}
{{- end }}
{{- if .Values.config }}
- name: webex-exporter-config
  configMap:
    name: {{ include "webex-exporter.fullname" . }}-config
{{- else if not .Values.simulator.enabled }}
- name: webex-exporter-credentials
  secret:
    secretName: {{ include "webex-exporter.secretName" . }}
    items:
      {{- if eq .Values.credentials.method "accessToken" }}
      - key: {{ .Values.credentials.keys.accessToken }}
        path: access-token
      {{- else }}
      - key: {{ .Values.credentials.keys.clientSecret }}
        path: client-secret
      - key: {{ .Values.credentials.keys.refreshToken }}
        path: refresh-token
      {{- end }}
{{- end }}
{{- with .Values.web.config.existingSecret }}
- name: webex-exporter-web
  secret:
    secretName: {{ . }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
