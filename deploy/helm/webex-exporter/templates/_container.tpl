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
  {{- include "webex-exporter.volumeMounts" . | nindent 2 }}
{{- end }}

{{/*
The chart's own items and then the user's; of two for one thing only the user's, since Kubernetes refuses a list with both.
(dict "own" [] "extra" [] "key" "name"), to YAML
*/}}
{{- define "webex-exporter.giveWay" -}}
{{- $items := .extra }}
{{- $key := .key }}
{{- $taken := list }}
{{- range .extra }}{{ $taken = append $taken (get . $key) }}{{ end }}
{{- range reverse .own }}
{{- if not (has (get . $key) $taken) }}{{ $items = prepend $items . }}{{ end }}
{{- end }}
{{- toYaml $items }}
{{- end }}

{{- define "webex-exporter.volumeMounts" -}}
{{- $own := list (dict "name" "webex-exporter-state" "mountPath" "/var/lib/webex-exporter") }}
{{- if .Values.config }}
{{- $own = append $own (dict "name" "webex-exporter-config" "mountPath" "/etc/webex-exporter/config" "readOnly" true) }}
{{- else if not .Values.simulator.enabled }}
{{- $own = append $own (dict "name" "webex-exporter-credentials" "mountPath" "/etc/webex-exporter/credentials" "readOnly" true) }}
{{- end }}
{{- if .Values.web.config.existingSecret }}
{{- $own = append $own (dict "name" "webex-exporter-web" "mountPath" "/etc/webex-exporter/web" "readOnly" true) }}
{{- end }}
{{- include "webex-exporter.giveWay" (dict "own" $own "extra" .Values.extraVolumeMounts "key" "mountPath") }}
{{- end }}

{{/* A flag that extraArgs has too is left out; an address to listen on is one more, so that probes keep theirs. */}}
{{- define "webex-exporter.args" -}}
{{- $extra := .Values.extraArgs }}
{{- $taken := list }}
{{- range $extra }}{{ $taken = append $taken (regexFind "^--[^=]+" .) }}{{ end }}
{{- $args := list }}
{{- range include "webex-exporter.ownArgs" . | fromYamlArray }}
{{- $flag := regexFind "^--[^=]+" . }}
{{- if or (eq $flag "--web.listen-address") (not (has $flag $taken)) }}{{ $args = append $args . }}{{ end }}
{{- end }}
{{- concat $args $extra | toYaml }}
{{- end }}

{{- define "webex-exporter.ownArgs" -}}
{{- $host := get (dict "all" "" "localhost" "127.0.0.1" "podIP" "[$(WEBEX_EXPORTER_POD_IP)]") (include "webex-exporter.bind" .) }}
- {{ printf "--web.listen-address=%s:%d" $host (int .Values.web.port) | quote }}
- --web.telemetry-path={{ .Values.web.telemetryPath }}
{{- with .Values.web.externalUrl }}
- --web.external-url={{ . }}
{{- end }}
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
{{- end }}

{{/* A credential that extraEnv gives takes the place of the chart's in either form, text or file. */}}
{{- define "webex-exporter.env" -}}
{{- $extra := .Values.extraEnv }}
{{- $taken := list }}
{{- range $extra }}{{ $taken = append $taken (trimSuffix "_FILE" .name) }}{{ end }}
{{- $env := list }}
{{- range include "webex-exporter.ownEnv" . | fromYamlArray }}
{{- if not (has (trimSuffix "_FILE" .name) $taken) }}{{ $env = append $env . }}{{ end }}
{{- end }}
{{- concat $env $extra | toYaml }}
{{- end }}

{{- define "webex-exporter.ownEnv" -}}
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
{{- $network := dict "HTTPS_PROXY" .Values.proxy.httpsProxy "HTTP_PROXY" .Values.proxy.httpProxy "NO_PROXY" .Values.proxy.noProxy }}
{{- $_ := set $network "OTEL_EXPORTER_OTLP_ENDPOINT" .Values.otlp.endpoint }}
{{- $_ := set $network "OTEL_EXPORTER_OTLP_PROTOCOL" .Values.otlp.protocol }}
{{- range $name, $value := $network }}
{{- with $value }}
- name: {{ $name }}
  value: {{ . | quote }}
{{- end }}
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
- name: WEBEX_CLIENT_ID_FILE
  value: {{ $folder }}/client-id
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
{{- $own := include "webex-exporter.ownVolumes" . | fromYamlArray }}
{{- include "webex-exporter.giveWay" (dict "own" $own "extra" .Values.extraVolumes "key" "name") }}
{{- end }}

{{- define "webex-exporter.ownVolumes" -}}
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
  projected:
    sources:
      {{- $secret := include "webex-exporter.secretName" . }}
      {{- $keys := .Values.credentials.keys }}
      - secret:
          name: {{ $secret }}
          items:
            {{- if eq .Values.credentials.method "accessToken" }}
            - key: {{ $keys.accessToken }}
              path: access-token
            {{- else }}
            - key: {{ $keys.clientId }}
              path: client-id
            - key: {{ $keys.clientSecret }}
              path: client-secret
            {{- end }}
      {{- if eq .Values.credentials.method "oauth" }}
      - secret:
          name: {{ $secret }}
          {{- if include "webex-exporter.canLogin" . }}
          # Without it the exporter waits for a login, which keeps tokens in the volume.
          optional: true
          {{- end }}
          items:
            - key: {{ $keys.refreshToken }}
              path: refresh-token
      {{- end }}
{{- end }}
{{- with .Values.web.config.existingSecret }}
- name: webex-exporter-web
  secret:
    secretName: {{ . }}
{{- end }}
{{- end }}
