metadata description = 'The key vault with the secrets of channels and contact centres. The app reads them by reference.'

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

@description('The secrets, by the names of their settings.')
@secure()
param secretSettings object

@description('The names of these settings. They are a parameter of their own, because they are used in places where a secret must not be.')
@maxLength(200)
param secretNames string[]

@description('true = the vault can be reached through private endpoints only.')
param privateNetwork bool

@description('Principal id of the identity that may read the secrets.')
@minLength(36)
@maxLength(36)
param principalId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${token}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    // The bypass is for the deployment, which writes the secrets and is one of Azure's own services.
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

resource secrets 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = [
  for name in secretNames: {
    parent: vault
    // A secret's name can have only letters, digits and hyphens.
    name: replace(replace(name, '__', '--'), '_', '-')
    properties: { value: secretSettings[name] }
  }
]

var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

resource read 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, secretsUser)
  scope: vault
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: secretsUser }
}

output id string = vault.id

@description('The settings, each with a reference to its secret.')
output references object = toObject(
  secretNames,
  name => name,
  name => '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/${replace(replace(name, '__', '--'), '_', '-')})'
)
