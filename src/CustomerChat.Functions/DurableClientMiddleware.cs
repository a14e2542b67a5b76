using CustomerChat.Functions.Chats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;

namespace CustomerChat.Functions;

/// <summary>
/// Passes the engine's client to <see cref="DurableChatRuntime"/>. The host gives the client only through a function's binding, so every function that may start
/// or wake a chat declares one. All functions get the same client.
/// </summary>
public sealed class DurableClientMiddleware(DurableChatRuntime runtime) : IFunctionsWorkerMiddleware
{
    private const string BindingType = "durableClient";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // The worker keeps the inputs that it binds here for the function, so it does not bind them twice.
        if (context.FunctionDefinition.InputBindings.Values.Any(b => b.Type == BindingType)
            && context.Features.Get<IFunctionInputBindingFeature>() is { } binding
            && (await binding.BindFunctionInputAsync(context)).Values.OfType<DurableTaskClient>().FirstOrDefault() is { } client)
        {
            runtime.Use(client);
        }

        await next(context);
    }
}
