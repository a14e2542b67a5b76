using CustomerChat.Functions.Chats;
using CustomerChat.Functions.Http;
using CustomerChat.Functions.Operating;
using CustomerChat.Turn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerChat.Functions;

/// <summary>Adds what the Functions host has besides the relay: the engine that runs the turns.</summary>
public static class DurableChatExtensions
{
    public static IHostApplicationBuilder AddDurableChatRuntime(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WakeSignals>();
        builder.Services.AddSingleton<InstanceLoad>();
        builder.Services.AddSingleton<BetweenWindows>();
        builder.Services.AddSingleton<SignedInOperators>();
        builder.Services.AddSingleton<TurnWindow>();
        builder.Services.AddSingleton<DurableChatRuntime>();
        builder.Services.AddSingleton<IChatRuntime>(services => services.GetRequiredService<DurableChatRuntime>());
        builder.Services.AddSingleton<Watchdog>();
        return builder;
    }
}
