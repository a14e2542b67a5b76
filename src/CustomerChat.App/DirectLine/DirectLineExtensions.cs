using CustomerChat.App.Http;
using CustomerChat.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CustomerChat.App.DirectLine;

internal static class DirectLineExtensions
{
    public static void AddDirectLine(this IServiceCollection services)
    {
        // Both hosts use the same name, so that each host can open what the other has sealed.
        services.AddDataProtection().SetApplicationName("CustomerChat");
        services.AddSingleton<SealingKeyRepository>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = provider.GetRequiredService<SealingKeyRepository>()));
        services.AddSingleton<ISealer, Sealer>();
        services.AddSingleton<ConversationTokens>();
        services.AddSingleton<DirectLineApi>();
    }
}
