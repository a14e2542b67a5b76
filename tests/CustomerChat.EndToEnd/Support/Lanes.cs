namespace CustomerChat.EndToEnd.Support;

/// <summary>
/// The tests mostly wait for real programs, so several lanes of them run at the same time (xunit.runner.json says how many). The tests of one lane run one after
/// another, and share an Azurite and a browser. A new test class goes to the lane of its subject; a lane that takes much longer than the others is divided.
/// </summary>
internal static class Lanes
{
    public const string Widget = nameof(Widget);
    public const string Pages = nameof(Pages);
    public const string Operators = nameof(Operators);
    public const string DirectLine = nameof(DirectLine);
    public const string Channels = nameof(Channels);
    public const string Protocols = nameof(Protocols);
    public const string Faults = nameof(Faults);
    public const string Crashes = nameof(Crashes);
}

[CollectionDefinition(Lanes.Widget)]
public sealed class WidgetLane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;

[CollectionDefinition(Lanes.Pages)]
public sealed class PagesLane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;

[CollectionDefinition(Lanes.Operators)]
public sealed class OperatorsLane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;

[CollectionDefinition(Lanes.DirectLine)]
public sealed class DirectLineLane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;

[CollectionDefinition(Lanes.Channels)]
public sealed class ChannelsLane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;

[CollectionDefinition(Lanes.Protocols)]
public sealed class ProtocolsLane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;

[CollectionDefinition(Lanes.Faults)]
public sealed class FaultsLane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;

[CollectionDefinition(Lanes.Crashes)]
public sealed class CrashesLane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;
