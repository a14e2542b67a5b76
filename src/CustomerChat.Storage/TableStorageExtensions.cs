using CustomerChat.Consent;
using CustomerChat.Delivery;
using CustomerChat.Files;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerChat.Storage;

public static class TableStorageExtensions
{
    /// <summary>Stores chats in Table Storage, as the settings <c>Storage:…</c> say.</summary>
    public static IHostApplicationBuilder AddTableStorage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Tables>();
        builder.Services.AddSingleton<IChatStore, ChatStore>();
        builder.Services.AddSingleton<ChatIndex>();
        builder.Services.AddSingleton<IChatIndex>(services => services.GetRequiredService<ChatIndex>());
        builder.Services.AddSingleton<IChatCatalog>(services => services.GetRequiredService<ChatIndex>());
        builder.Services.AddSingleton<IDeadLetters, DeadLetterTable>();
        builder.Services.AddSingleton<ConversationTable>();
        builder.Services.AddSingleton<IConversations>(services => services.GetRequiredService<ConversationTable>());
        builder.Services.AddSingleton<IChannelSwitch>(services => services.GetRequiredService<ConversationTable>());
        builder.Services.AddSingleton<IAccountFaults, AccountFaultTable>();
        builder.Services.AddSingleton<IConsents, ConsentTable>();
        builder.Services.AddSingleton<IBlocks, BlockTable>();
        builder.Services.AddSingleton<IMinutes, MinuteTable>();
        builder.Services.AddSingleton<IAuditLog, AuditTable>();
        builder.Services.AddSingleton<IFileStore, BlobFiles>();
        builder.Services.AddSingleton<SealingKeys>();
        return builder;
    }
}
