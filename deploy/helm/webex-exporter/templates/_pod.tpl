{{/* The pod template of the Deployment and of the StatefulSet. */}}
{{- define "webex-exporter.pod" -}}
metadata:
  labels:
    {{- include "webex-exporter.podLabels" . | nindent 4 }}
  {{- $annotations := dict "kubectl.kubernetes.io/default-container" "webex-exporter" }}
  {{- if not (or .Values.simulator.enabled .Values.config .Values.credentials.existingSecret) }}
  {{- $_ := set $annotations "checksum/credentials" (toJson .Values.credentials | sha256sum) }}
  {{- end }}
  annotations:
    {{- toYaml (merge (deepCopy .Values.podAnnotations) $annotations) | nindent 4 }}
spec:
  serviceAccountName: {{ include "webex-exporter.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- if or .Values.simulator.enabled .Values.extraInitContainers }}
  initContainers:
    {{- with .Values.extraInitContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- if .Values.simulator.enabled }}
    {{- include "webex-exporter.simulator" . | nindent 4 }}
    {{- end }}
  {{- end }}
  containers:
    - name: webex-exporter
      {{- include "webex-exporter.container" . | nindent 6 }}
      startupProbe:
        {{- include "webex-exporter.probe" (dict "context" . "path" "/-/healthy" "timing" .Values.startupProbe) | trim | nindent 8 }}
      livenessProbe:
        {{- include "webex-exporter.probe" (dict "context" . "path" "/-/healthy" "timing" .Values.livenessProbe) | trim | nindent 8 }}
      readinessProbe:
        {{- include "webex-exporter.probe" (dict "context" . "path" "/-/ready" "timing" .Values.readinessProbe) | trim | nindent 8 }}
    {{- with .Values.extraContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  volumes:
    {{- include "webex-exporter.volumes" . | nindent 4 }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  {{- $own := dict "labelSelector" (dict "matchLabels" (include "webex-exporter.selectorLabels" $ | fromYaml)) }}
  topologySpreadConstraints:
    {{- range . }}
    - {{ toYaml (merge (deepCopy .) $own) | nindent 6 | trim }}
    {{- end }}
  {{- end }}
{{- end }}
