using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Operating;
using CustomerChat.Functions.Tests.Instances;
using CustomerChat.Functions.Tests.Support;
using CustomerChat.Operating;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Functions.Tests.Operating;

[Collection(EngineCollection.Name)]
public sealed class HousekeepingTests(AzuriteFixture storage)
{
    [Fact]
    public async Task Run_AWeekLater_PurgesEndedInstancesAndLeavesRunningOnes()
    {
        await using var center = await ContactCenterRig.StartAsync(storage);
        var engine = new InMemoryOrchestrationService();
        await using var instance = await Instance.StartAsync(
            InstanceRole.All, engine, engine, center.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        using var ended = ContactCenterRig.NewCustomer(instance.Address);
        using var open = ContactCenterRig.NewCustomer(instance.Address);
        await ended.OpenAsync();
        await open.OpenAsync();
        await ended.OperateAsync("Complete");
        await Until.IsAsync(() => instance.Client.GetInstanceAsync(ChatInstance.IdOf(ended.Id)), i => i is { IsCompleted: true });
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(HousekeepingTimer.HistoryDays).AddMinutes(1));

        await new HousekeepingTimer(
            instance.Services.GetRequiredService<Housekeeping>(), instance.Services.GetRequiredService<IOptions<RetentionOptions>>(), later)
            .RunAsync(new(), instance.Client, default);

        Assert.Null(await instance.Client.GetInstanceAsync(ChatInstance.IdOf(ended.Id)));
        Assert.NotNull(await instance.Client.GetInstanceAsync(ChatInstance.IdOf(open.Id)));
    }

    /// <summary>An instance that is told to stop, as when the app scales in, keeps what its last minute brought; thirty days later the housekeeping removes it.</summary>
    [Fact]
    public async Task Minutes_OfAnInstanceThatStops_AreKeptForThirtyDays()
    {
        await using var center = await ContactCenterRig.StartAsync(storage);
        var now = TimeProvider.System.GetUtcNow();
        await using (var stopped = await InstanceProcess.StartAsync(InstanceRole.All, "h" + Guid.NewGuid().ToString("N")[..10], storage, center))
        {
            using var customer = ContactCenterRig.NewCustomer(stopped.Address);
            await customer.OpenAsync();
            stopped.Process.Stop();
            await stopped.Process.WaitForExitAsync();
        }

        var engine = new InMemoryOrchestrationService();
        await using var instance = await Instance.StartAsync(
            InstanceRole.Http, engine, engine, center.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        var minutes = instance.Services.GetRequiredService<IMinutes>();
        Assert.Equal(1, (await ReadAsync()).Sum(m => m.Total(MinuteKinds.Opened).Count));
        foreach (var days in new[] { 29, 31 })
        {
            await minutes.SaveAsync(new Minute(Minute.Floor(now.AddDays(-days), TimeSpan.FromMinutes(1))), "old", default);
        }

        await instance.Services.GetRequiredService<Housekeeping>().RunAsync(default);
        Assert.Equal(now.AddDays(-29).Date, (await ReadAsync()).Min(m => m.At).Date);

        async Task<List<Minute>> ReadAsync()
        {
            var read = new List<Minute>();
            await foreach (var minute in minutes.ReadAsync(now.AddDays(-40), now.AddDays(1), default))
            {
                read.Add(minute);
            }

            return read;
        }
    }
}
