{{- define "webex-exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{/* 50 characters, not 63: a StatefulSet's pods and revisions and the objects below append to it. */}}
{{- define "webex-exporter.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) }}
{{- default $full .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "webex-exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "webex-exporter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "webex-exporter.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "webex-exporter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Of a pod: without the chart's version, so that a new chart alone restarts nothing. Selectors' labels count first. */}}
{{- define "webex-exporter.podLabels" -}}
{{- merge (include "webex-exporter.selectorLabels" . | fromYaml) .Values.podLabels .Values.commonLabels | toYaml }}
{{- end }}

{{/* The pod of `helm test`, which must not be taken for the exporter. */}}
{{- define "webex-exporter.testLabels" -}}
app.kubernetes.io/name: {{ include "webex-exporter.name" . }}-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* name, labels and annotations of an object: (dict "context" . "name" ... "namespace" ... "labels" {} "annotations" {}) */}}
{{- define "webex-exporter.metadata" -}}
name: {{ .name | default (include "webex-exporter.fullname" .context) }}
namespace: {{ .namespace | default .context.Release.Namespace }}
labels:
  {{- $labels := deepCopy (.labels | default dict) }}
  {{- merge $labels (include "webex-exporter.labels" .context | fromYaml) .context.Values.commonLabels | toYaml | nindent 2 }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "webex-exporter.secretName" -}}
{{- .Values.credentials.existingSecret | default (printf "%s-credentials" (include "webex-exporter.fullname" .)) }}
{{- end }}

{{- define "webex-exporter.claimName" -}}
{{- .Values.persistence.existingClaim | default (printf "%s-state" (include "webex-exporter.fullname" .)) }}
{{- end }}

{{- define "webex-exporter.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "webex-exporter.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "webex-exporter.image" -}}
{{- with .Values.image }}
{{- $name := .repository }}
{{- with .registry }}{{ $name = printf "%s/%s" . $name }}{{ end }}
{{- if .digest }}
{{- printf "%s@%s" $name .digest }}
{{- else }}
{{- printf "%s:%s" $name (default $.Chart.AppVersion .tag) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "webex-exporter.isStatefulSet" -}}
{{- if gt (int .Values.shards) 1 }}true{{ end }}
{{- end }}

{{/*
Claims of a StatefulSet cannot be added or removed, so that the one without them has another name: persistence is
switched by an upgrade that replaces one by the other. The one with claims has the plain name, by which its volumes are found.
*/}}
{{- define "webex-exporter.statefulSetName" -}}
{{- $name := include "webex-exporter.fullname" . }}
{{- ternary $name (printf "%s-memory" ($name | trunc 43 | trimSuffix "-")) .Values.persistence.enabled }}
{{- end }}

{{/* Whether tokens of `webex-exporter login` outlive the pod, so that no refresh token need be given. */}}
{{- define "webex-exporter.canLogin" -}}
{{- if and .Values.persistence.enabled (eq .Values.credentials.method "oauth") (not .Values.config) (not .Values.simulator.enabled) }}true{{ end }}
{{- end }}

{{- define "webex-exporter.scheme" -}}
{{- ternary "https" "http" .Values.web.config.tls }}
{{- end }}
