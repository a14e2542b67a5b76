metadata description = 'One storage account: transcripts, files, the engine, the deployment. No shared keys; the app has roles.'

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

@description('Redundancy.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param redundancy string

@description('The storage removes a chat\'s file after this many days, in case the relay has not removed it with its chat. 0 = never. Set two days more than Retention:Days.')
@minValue(0)
@maxValue(3652)
param fileDays int

@description('true = the account can be reached through private endpoints only.')
param privateNetwork bool

@description('Principal id of the identity that may read and write.')
@minLength(36)
@maxLength(36)
param principalId string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'st${token}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowCrossTenantReplication: false
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource deployments 'containers' = {
      name: 'deployments'
    }

    resource files 'containers' = {
      name: 'files'
      properties: { publicAccess: 'None' }
    }
  }

  resource lifecycle 'managementPolicies' = if (fileDays > 0) {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'files'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['files/'] }
              actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: fileDays } } }
            }
          }
        ]
      }
    }
  }
}

// Blobs hold the host's leases, the deployment package and the files of chats. Queues and tables hold the engine's data. Tables hold the transcripts too.
var roles = [
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(account.id, principalId, role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

output id string = account.id
output name string = account.name
output deploymentContainer string = '${account.properties.primaryEndpoints.blob}${account::blobs::deployments.name}'
