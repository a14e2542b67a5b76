using CustomerChat.App;
using CustomerChat.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<DurableClientMiddleware>();
builder.AddCustomerChat();
builder.AddDurableChatRuntime();

// The worker exports its own telemetry. With these defaults the host knows that, and does not export it a second time.
builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();

using var host = builder.Build();
host.ValidateSettings();
await host.RunAsync();
