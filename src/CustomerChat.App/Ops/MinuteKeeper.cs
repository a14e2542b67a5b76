using CustomerChat.Operating;
using Microsoft.Extensions.Hosting;

namespace CustomerChat.App.Ops;

/// <summary>
/// Starts the recorder with the process, and stores the remaining minutes when the process stops. The host's engine is added later, so the
/// engine stops first.
/// </summary>
internal sealed class MinuteKeeper(MinuteRecorder recorder) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        recorder.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => recorder.StopAsync();
}
