namespace CustomerChat.EndToEnd.Support;

/// <summary>
/// The tests mostly wait for real programs, so all lanes of them run at the same time (xunit.runner.json: as many threads as lanes). The tests of one lane run one
/// after another, and share an Azurite and a browser. A lane is named after most of its tests. A new class goes to the lane of its subject, or to a shorter one, so that
/// all lanes take about as long.
/// </summary>
internal static class Lanes
{
    public const string Widget = nameof(Widget);
    public const string Operators = nameof(Operators);
    public const string Channels = nameof(Channels);
    public const string Failures = nameof(Failures);
    public const string Crashes = nameof(Crashes);
}

/// <summary>What the tests of a lane share.</summary>
public abstract class Lane : ICollectionFixture<AzuriteFixture>, ICollectionFixture<BrowserFixture>;

[CollectionDefinition(Lanes.Widget)]
public sealed class WidgetLane : Lane;

[CollectionDefinition(Lanes.Operators)]
public sealed class OperatorsLane : Lane;

[CollectionDefinition(Lanes.Channels)]
public sealed class ChannelsLane : Lane;

[CollectionDefinition(Lanes.Failures)]
public sealed class FailuresLane : Lane;

[CollectionDefinition(Lanes.Crashes)]
public sealed class CrashesLane : Lane;
