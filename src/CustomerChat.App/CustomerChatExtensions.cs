using CustomerChat.App.Api;
using CustomerChat.App.Channels;
using CustomerChat.App.DirectLine;
using CustomerChat.App.Files;
using CustomerChat.App.Http;
using CustomerChat.App.Limits;
using CustomerChat.App.Ops;
using CustomerChat.App.Pages;
using CustomerChat.Channels;
using CustomerChat.Consent;
using CustomerChat.ContactCenter;
using CustomerChat.Delivery;
using CustomerChat.Events;
using CustomerChat.Intake;
using CustomerChat.Ledger;
using CustomerChat.Operating;
using CustomerChat.Storage;
using CustomerChat.Turn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CustomerChat.App;

public static class CustomerChatExtensions
{
    /// <summary>Adds the whole relay except its engine. A host adds its own <see cref="IChatRuntime"/>.</summary>
    public static IHostApplicationBuilder AddCustomerChat(this IHostApplicationBuilder builder)
    {
        builder.AddContactCenters().AddChannels().AddTableStorage().AddTelemetry();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<RelayOptions>().BindConfiguration(RelayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ContactCenterDirectoryOptions>, PollGapValidator>();
        builder.Services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<RequestLimits>();
        builder.Services.AddSingleton<BodyReader>();
        builder.Services.AddSingleton<StorageOutage>();
        builder.Services.AddSingleton<Housekeeping>();
        builder.Services.AddSingleton<MinuteRecorder>();
        builder.Services.AddHostedService<MinuteKeeper>();
        builder.Services.AddSingleton<Erasure>();
        builder.Services.AddSingleton<ChatLedger>();
        builder.Services.AddSingleton<ChatWriter>();
        builder.Services.AddSingleton<ChatIntake>();
        builder.Services.AddSingleton<AccountFaults>();
        builder.Services.AddSingleton<AgentNotices>();
        builder.Services.AddSingleton<LateFailures>();
        builder.Services.AddSingleton<DeadLettering>();
        builder.Services.AddSingleton<ChannelDelivery>();
        builder.Services.AddSingleton<EventDelivery>();
        builder.Services.AddSingleton<EventWriter>();
        builder.Services.AddSingleton<ChannelIntake>();
        builder.Services.AddSingleton<Consents>();
        builder.Services.AddSingleton<Blocks>();
        builder.Services.AddSingleton<FloodLimit>();
        builder.Services.AddSingleton<InboundGate>();
        builder.Services.AddSingleton<ConversationWriter>();
        builder.Services.AddSingleton<Outreach>();
        builder.Services.AddSingleton<ICarryOver, CarryOver>();
        builder.Services.AddSingleton<IChatRetention, ChatRemoval>();
        builder.Services.AddSingleton<DeadLetterReplay>();
        builder.Services.AddSingleton<ChatRelay>();
        builder.Services.AddSingleton<CustomerChatApi>();
        builder.Services.AddSingleton<ChannelApi>();
        builder.Services.AddSingleton<DeadLetterApi>();
        builder.Services.AddSingleton<MinuteApi>();
        builder.Services.AddSingleton<AuditApi>();
        builder.Services.AddSingleton<OperatorsAudit>();
        builder.Services.AddSingleton<ConsentApi>();
        builder.Services.AddSingleton<OutboundApi>();
        builder.Services.AddSingleton<BlockApi>();
        builder.Services.AddSingleton<OpsApi>();
        builder.Services.AddSingleton<HealthApi>();
        builder.Services.AddSingleton<PageApi>();
        builder.Services.AddFiles();
        builder.Services.AddDirectLine();
        builder.Services.AddSingleton<RelayApis>();
        builder.Services.AddSingleton<RelayRouter>();
        return builder;
    }

    /// <summary>
    /// Checks all settings and throws with every fault of every section. Call it before a service is made that would fail at the first
    /// fault alone.
    /// </summary>
    public static void ValidateSettings(this IHost host) => host.Services.GetRequiredService<IStartupValidator>().Validate();
}
