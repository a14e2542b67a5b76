metadata description = 'Durable Task Scheduler, as the other backend of the orchestrations.'

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

@description('Principal id of the identity that may use the scheduler.')
@minLength(36)
@maxLength(36)
param principalId string

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: 'dts-${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'Consumption' }
    ipAllowlist: ['0.0.0.0/0']
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = {
  parent: scheduler
  name: 'customerchat'
  properties: {}
}

var contributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0ad04412-c4d5-4796-b79c-f76d14c8d402')

resource use 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler.id, principalId, contributor)
  scope: scheduler
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: contributor }
}

output endpoint string = scheduler.properties.endpoint
output taskHub string = hub.name
