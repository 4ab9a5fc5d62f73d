{{/*
The exporter as a native sidecar of another chart's pod. That chart depends on this one with `mode: sidecar` and writes

  spec:
    initContainers:
      {{- include "webex-exporter.sidecar" (index .Subcharts "webex-exporter") | nindent 6 }}
    volumes:
      {{- include "webex-exporter.sidecarVolumes" (index .Subcharts "webex-exporter") | nindent 6 }}

It is started before the pod's own containers and stopped after them. It has no readiness probe: a slow Webex must not
take the application out of service.
*/}}
{{- define "webex-exporter.sidecar" -}}
{{- if ne .Values.mode "sidecar" }}
{{- fail "\n\nwebex-exporter: the named template webex-exporter.sidecar needs the value mode: sidecar" }}
{{- end }}
{{- include "webex-exporter.validate" . }}
{{- if .Values.simulator.enabled }}
{{ include "webex-exporter.simulator" . }}
{{- end }}
- name: webex-exporter
  restartPolicy: Always
  {{- include "webex-exporter.container" . | nindent 2 }}
  startupProbe:
    {{- include "webex-exporter.probe" (dict "context" . "path" "/-/healthy" "timing" .Values.startupProbe) | trim | nindent 4 }}
  livenessProbe:
    {{- include "webex-exporter.probe" (dict "context" . "path" "/-/healthy" "timing" .Values.livenessProbe) | trim | nindent 4 }}
{{- end }}

{{- define "webex-exporter.sidecarVolumes" -}}
{{- include "webex-exporter.volumes" . | trim }}
{{- end }}
