using CustomerChat.App;
using CustomerChat.ContactCenter;
using CustomerChat.Turn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CustomerChat.Tests.App;

public class PollGapValidatorTests
{
    [Theory]
    [InlineData(10, 1, 10, 0)]
    [InlineData(20, 1, 10, 0)]
    [InlineData(30, 1, 30, 1)]
    [InlineData(30, 1, 1, 1)]
    [InlineData(10, 1, 21, 1)]
    [InlineData(1, 10, 21, 1)]
    [InlineData(1, 1, 26, 1)]
    [InlineData(1, 1, 25, 0)]
    public void Validate_AnIntervalWithATimeout_IsRefusedWhenTheyAreLongerThanAPollMayBeAway(int slow, int fast, int timeout, int faults)
    {
        var relay = new RelayOptions { SlowPoll = TimeSpan.FromSeconds(slow), FastPoll = TimeSpan.FromSeconds(fast) };
        var centers = new ContactCenterDirectoryOptions { Centers = { ["a"] = new() { Timeout = TimeSpan.FromSeconds(timeout) } } };
        var result = new PollGapValidator(Options.Create(relay)).Validate(null, centers);
        Assert.Equal(faults, result.Failures?.Count() ?? 0);
    }

    [Theory]
    [InlineData(30, 1, "Relay:SlowPoll (00:00:30)")]
    [InlineData(1, 10, "Relay:FastPoll (00:00:10)")]
    [InlineData(1, 1, "The interval while a chat waits for an agent (00:00:05)")]
    public void Validate_AnIntervalThatIsTooLong_NamesTheLongest(int slow, int fast, string named)
    {
        var relay = new RelayOptions { SlowPoll = TimeSpan.FromSeconds(slow), FastPoll = TimeSpan.FromSeconds(fast) };
        var centers = new ContactCenterDirectoryOptions { Centers = { ["a"] = new() { Timeout = TimeSpan.FromSeconds(30) } } };
        Assert.StartsWith(named, new PollGapValidator(Options.Create(relay)).Validate(null, centers).Failures!.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_WithFaultsOfEveryKind_AreNamedAllAtOnce()
    {
        var e = Assert.ThrowsAny<Exception>(() => Validate(
            ("Relay:SlowPoll", "00:00:30"), ("Retention:Days", "-1"), ("ContactCenters:a:BaseAddress", "http://a"), ("ContactCenters:a:Timeout", "00:00:30"),
            ("ContactCenters:b:Timeout", "00:00:10")));
        foreach (var fault in new[] { "Relay:SlowPoll (00:00:30) and ContactCenters:a:Timeout (00:00:30)", "ContactCenters:b:Timeout (00:00:10)", "ContactCenters:b:BaseAddress", "Days" })
        {
            Assert.Contains(fault, $"{e}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_WithAnIntervalOutOfItsRange_AreToldOnce()
    {
        var e = Assert.ThrowsAny<Exception>(() => Validate(("Relay:SlowPoll", "00:10:00"), ("ContactCenters:a:BaseAddress", "http://a")));
        Assert.Single(Assert.IsType<OptionsValidationException>(e).Failures);
    }

    private static void Validate(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Append(("Storage:ConnectionString", "UseDevelopmentStorage=true")).Select(s => KeyValuePair.Create(s.Item1, (string?)s.Item2)));
        builder.AddCustomerChat();
        using var host = builder.Build();
        host.ValidateSettings();
    }
}
