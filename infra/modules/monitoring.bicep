metadata description = 'Log Analytics, and Application Insights on it.'

@description('Region.')
@minLength(4)
@maxLength(40)
param location string

@description('Tags.')
param tags object

@description('Part of the names that makes them unique.')
@minLength(13)
@maxLength(13)
param token string

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('Principal id of the identity that may publish telemetry.')
@minLength(36)
@maxLength(36)
param principalId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logRetentionDays
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
  }
}

var metricsPublisher = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')

resource publish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, principalId, metricsPublisher)
  scope: insights
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: metricsPublisher }
}

output workspaceId string = workspace.id
output insightsConnectionString string = insights.properties.ConnectionString
