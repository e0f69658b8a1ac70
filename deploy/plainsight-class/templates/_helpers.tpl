{{/* The name of everything in a release: the release's own, with the chart's where that does not say it. */}}
{{- define "plainsight.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" (.Release.Name | trunc 33 | trimSuffix "-") .Chart.Name -}}
{{- end -}}
{{- end -}}

{{- define "plainsight.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "plainsight.labels" -}}
{{ include "plainsight.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* Where the class is reached; empty where it is not told. */}}
{{- define "plainsight.publicUrl" -}}
{{- if .Values.publicUrl -}}
{{- .Values.publicUrl | trimSuffix "/" -}}
{{- else if .Values.ingress.enabled -}}
{{- printf "%s://%s%s" (ternary "https" "http" .Values.ingress.tls.enabled) .Values.ingress.host (.Values.ingress.path | trimSuffix "/") -}}
{{- end -}}
{{- end -}}

{{- define "plainsight.secret" -}}
{{- .Values.teacher.existingSecret | default (printf "%s-teacher" (include "plainsight.name" .)) -}}
{{- end -}}

{{- define "plainsight.claim" -}}
{{- .Values.sessions.existingClaim | default (printf "%s-sessions" (include "plainsight.name" .)) -}}
{{- end -}}

{{/* The kubelet asks by the pod's address; the class answers only to names that it knows. */}}
{{- define "plainsight.probe" -}}
httpGet:
  path: {{ . }}
  port: class
  httpHeaders:
    - name: Host
      value: localhost
{{- end -}}
