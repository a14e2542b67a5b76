metadata description = 'A private network. The app\'s outgoing traffic goes through it. Storage and key vault can be reached only through private endpoints in it.'

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

@description('Address space of the network: a /24 or larger.')
@minLength(9)
@maxLength(18)
param addressPrefix string

@description('Resource id of the storage account.')
@minLength(1)
param storageId string

@description('Resource id of the key vault.')
@minLength(1)
param vaultId string

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        // In Flex Consumption, a /27 is enough for 40 instances. A /25 is more than enough for the default maximum of instances.
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 25, 0)
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: cidrSubnet(addressPrefix, 25, 1), privateEndpointNetworkPolicies: 'Disabled' }
      }
    ]
  }
}

var places = [
  { name: 'blob', id: storageId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { name: 'queue', id: storageId, zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { name: 'table', id: storageId, zone: 'privatelink.table.${environment().suffixes.storage}' }
  { name: 'vault', id: vaultId, zone: 'privatelink.vaultcore.azure.net' }
]

resource zones 'Microsoft.Network/privateDnsZones@2020-06-01' = [
  for place in places: {
    name: place.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [
  for (place, i) in places: {
    parent: zones[i]
    name: 'relay'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-01-01' = [
  for place in places: {
    name: 'pe-${place.name}-${token}'
    location: location
    tags: tags
    properties: {
      subnet: { id: network.properties.subnets[1].id }
      privateLinkServiceConnections: [
        { name: place.name, properties: { privateLinkServiceId: place.id, groupIds: [place.name] } }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-01-01' = [
  for (place, i) in places: {
    parent: endpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: place.name, properties: { privateDnsZoneId: zones[i].id } }]
    }
  }
]

@description('Resource id of the subnet for the app\'s outgoing traffic.')
output appSubnetId string = network.properties.subnets[0].id
