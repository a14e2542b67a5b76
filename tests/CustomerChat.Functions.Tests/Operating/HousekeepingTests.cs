using CustomerChat.EndToEnd.Support;
using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Instances;
using CustomerChat.Functions.Operating;
using CustomerChat.Functions.Tests.Support;
using CustomerChat.Operating;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CustomerChat.Functions.Tests.Operating;

[Collection(EngineCollection.Name)]
public sealed class HousekeepingTests(EngineStorage storage)
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
}
