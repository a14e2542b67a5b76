using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerChat.Functions;

/// <summary>What the Functions host adds to the relay: its engine.</summary>
public static class DurableChatExtensions
{
    public static IHostApplicationBuilder AddDurableChatRuntime(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WakeSignals>();
        builder.Services.AddSingleton<InstanceLoad>();
        builder.Services.AddSingleton<HandOvers>();
        builder.Services.AddSingleton<TurnWindow>();
        builder.Services.AddSingleton<DurableChatRuntime>();
        builder.Services.AddSingleton<IChatRuntime>(services => services.GetRequiredService<DurableChatRuntime>());
        builder.Services.AddSingleton<Watchdog>();
        return builder;
    }
}
