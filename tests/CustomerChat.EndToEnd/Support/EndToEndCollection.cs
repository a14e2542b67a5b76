namespace CustomerChat.EndToEnd.Support;

/// <summary>All end-to-end tests, one after the other: they share two cores.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEndCollection : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>
{
    public const string Name = "End to end";
}
