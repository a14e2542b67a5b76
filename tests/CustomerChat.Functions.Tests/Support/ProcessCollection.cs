namespace CustomerChat.Functions.Tests.Support;

/// <summary>Instances in processes of their own, on an Azurite of their own: they run beside the tests of <see cref="EngineCollection"/>.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "processes";
}
