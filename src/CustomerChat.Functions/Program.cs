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

// The worker exports its own records; the host, told so, does not export them once more.
builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();

using var host = builder.Build();
host.ValidateSettings();
await host.RunAsync();
