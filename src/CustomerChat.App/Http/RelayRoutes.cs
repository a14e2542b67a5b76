using CustomerChat.App.OpenApi;
using CustomerChat.App.Pages;
using Microsoft.AspNetCore.Http;

namespace CustomerChat.App.Http;

/// <summary>The route table: every route of the relay with its handler, the same in both hosts.</summary>
public static class RelayRoutes
{
    public static IReadOnlyList<RelayRoute> All { get; } =
    [
        .. Spellings(Routes.Chats, Routes.MeChat, Routes.MeChats, (apis, call) => apis.Chats.CollectionAsync(call.Request, call.Token)),
        .. Spellings(Routes.ChatsId, Routes.MeChatId, Routes.MeChatsId, (apis, call) => apis.Chats.ChatAsync(call.Request, call.Id, call.Token)),
        .. Spellings(
            Routes.ChatsMessages, Routes.MeChatMessages, Routes.MeChatsMessages, (apis, call) => apis.Chats.MessagesAsync(call.Request, call.Id, call.Token)),
        new(Routes.Availability, (apis, call) => apis.Chats.AvailabilityAsync(call.Request)),
        new(Routes.SecureApi, (apis, call) => Task.FromResult(apis.Chats.SecureApi(call.Request))),

        new(Routes.Sms, (apis, call) => apis.Channels.SmsAsync(call.Request, call.Account, call.Token)),
        new(Routes.SmsStatus, (apis, call) => apis.Channels.SmsStatusAsync(call.Request, call.Account, call.Token)),
        new(Routes.WhatsApp, (apis, call) => apis.Channels.WhatsAppAsync(call.Request, call.Account, call.Token)),
        new(Routes.Messenger, (apis, call) => apis.Channels.MessengerAsync(call.Request, call.Account, call.Token)),
        new(Routes.Telegram, (apis, call) => apis.Channels.TelegramAsync(call.Request, call.Account, call.Token)),
        new(Routes.Webhook, (apis, call) => apis.Channels.WebhookAsync(call.Request, call.Account, call.Token)),

        new(Routes.DirectLineGenerate, (apis, call) => apis.DirectLine.GenerateAsync(call.Request, call.Token)),
        new(Routes.DirectLineRefresh, (apis, call) => apis.DirectLine.RefreshAsync(call.Request, call.Token)),
        new(Routes.DirectLineConversations, (apis, call) => apis.DirectLine.ConversationsAsync(call.Request, call.Token)),
        new(Routes.DirectLineConversation, (apis, call) => apis.DirectLine.ConversationAsync(call.Request, call.Id, call.Token)),
        new(Routes.DirectLineActivities, (apis, call) => apis.DirectLine.ActivitiesAsync(call.Request, call.Id, call.Token)),
        new(Routes.DirectLineUpload, (apis, call) => apis.DirectLine.UploadAsync(call.Request, call.Id, call.Token)),
        new(Routes.DirectLineStream, (apis, call) => apis.DirectLine.StreamAsync(call.Request, call.Id, call.Token)),
        new(Routes.DirectLineOther, (apis, call) => Task.FromResult(apis.DirectLine.Other(call.Request))),

        new(Routes.OpsChats, (apis, call) => apis.Ops.ListAsync(call.Request, call.Token), HttpMethods.Get),
        new(Routes.OpsChat, (apis, call) => apis.Ops.GetAsync(call.Id, call.Token), HttpMethods.Get),
        new(Routes.OpsChat, (apis, call) => apis.Ops.EraseAsync(call.Id, call.Token), HttpMethods.Delete),
        new(Routes.OpsTranscript, (apis, call) => apis.Ops.TranscriptAsync(call.Request, call.Id, call.Token), HttpMethods.Get),
        new(Routes.OpsEnd, (apis, call) => apis.Ops.EndAsync(call.Id, call.Token), HttpMethods.Post),
        new(Routes.OpsFind, (apis, call) => apis.Ops.FindAsync(call.Request, call.Token), HttpMethods.Post),
        new(Routes.OpsErase, (apis, call) => apis.Ops.EraseAsync(call.Request, call.Token), HttpMethods.Post),
        new(Routes.DeadLetters, (apis, call) => apis.DeadLetters.ListAsync(call.Request, call.Token), HttpMethods.Get),
        new(Routes.DeadLettersReplay, (apis, call) => apis.DeadLetters.ReplayAllAsync(call.Request, call.Token), HttpMethods.Post),
        new(Routes.DeadLetterReplay, (apis, call) => apis.DeadLetters.ReplayAsync(call.Id, call.Token), HttpMethods.Post),
        new(Routes.Minutes, (apis, call) => apis.Minutes.GetAsync(call.Request, call.Token), HttpMethods.Get),
        new(Routes.Audit, (apis, call) => apis.Audit.ListAsync(call.Request, call.Token), HttpMethods.Get),
        new(Routes.Consents, (apis, call) => apis.Consents.ListAsync(call.Request, call.Token), HttpMethods.Get),
        new(Routes.Consents, (apis, call) => apis.Consents.CorrectAsync(call.Request, call.Token), HttpMethods.Post),
        new(Routes.Outbound, (apis, call) => apis.Outbound.SendAsync(call.Request, call.Token), HttpMethods.Post),
        new(Routes.Blocks, (apis, call) => apis.Blocks.ListAsync(call.Request, call.Token), HttpMethods.Get),
        new(Routes.Blocks, (apis, call) => apis.Blocks.AddAsync(call.Request, call.Token), HttpMethods.Post),
        new(Routes.Block, (apis, call) => apis.Blocks.RemoveAsync(call.Id, call.Token), HttpMethods.Delete),

        new(Routes.Files, (apis, call) => apis.Files.GetAsync(call.Request, call.FileToken, call.Token), HttpMethods.Get, HttpMethods.Head),

        new(Routes.WidgetScript, (_, call) => Task.FromResult(PageApi.WidgetScript(call.Request)), HttpMethods.Get),
        new(Routes.WidgetFiles, (apis, call) => Task.FromResult(apis.Pages.Widget(call.Request, call.Path)), HttpMethods.Get),
        new(Routes.OpsFiles, (_, call) => Task.FromResult(PageApi.Ops(call.Request, call.Path)), HttpMethods.Get),

        new(Routes.OpenApi, (_, _) => Task.FromResult(OpenApiEndpoint.Get()), HttpMethods.Get),
        new(Routes.HealthLive, (_, _) => Task.FromResult(HealthApi.Live()), HttpMethods.Get),
        new(Routes.HealthReady, (apis, call) => apis.Health.ReadyAsync(call.Token), HttpMethods.Get),
    ];

    /// <summary>The Customer Chat API has three spellings of each resource. All three have the same handler.</summary>
    private static IEnumerable<RelayRoute> Spellings(string chats, string meChat, string meChats, Func<RelayApis, RelayCall, Task<IResult>> handle) =>
        [new(chats, handle), new(meChat, handle), new(meChats, handle)];
}
