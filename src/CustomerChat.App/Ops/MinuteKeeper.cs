using CustomerChat.Operating;
using Microsoft.Extensions.Hosting;

namespace CustomerChat.App.Ops;

/// <summary>Begins with the process, and stores what is left when it stops: it stops after the host's engine, which is added later.</summary>
internal sealed class MinuteKeeper(MinuteRecorder recorder) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        recorder.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => recorder.StopAsync();
}
