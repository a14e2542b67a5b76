using CustomerChat.App;
using CustomerChat.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<DurableClientMiddleware>();
builder.AddCustomerChat();
builder.AddDurableChatRuntime();

using var host = builder.Build();
host.ValidateSettings();
await host.RunAsync();
