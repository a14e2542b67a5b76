using CustomerChat.App.Api;
using CustomerChat.App.Channels;
using CustomerChat.App.DirectLine;
using CustomerChat.App.Http;
using CustomerChat.App.OpenApi;
using CustomerChat.App.Ops;
using CustomerChat.App.Pages;

namespace CustomerChat.SelfHost;

/// <summary>The relay's routes on Kestrel: a line each, the handlers are the App's.</summary>
internal static class RelayEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var collection in new[] { Routes.Chats, Routes.MeChat, Routes.MeChats })
        {
            app.MapMethods(collection, Verbs.All, (HttpRequest request, CustomerChatApi api, CancellationToken token) => api.CollectionAsync(request, token));
        }

        foreach (var chat in new[] { Routes.ChatsId, Routes.MeChatId, Routes.MeChatsId })
        {
            app.MapMethods(chat, Verbs.All, (HttpRequest request, string id, CustomerChatApi api, CancellationToken token) => api.ChatAsync(request, id, token));
        }

        foreach (var messages in new[] { Routes.ChatsMessages, Routes.MeChatMessages, Routes.MeChatsMessages })
        {
            app.MapMethods(messages, Verbs.All, (HttpRequest request, string id, CustomerChatApi api, CancellationToken token) => api.MessagesAsync(request, id, token));
        }

        app.MapMethods(Routes.SecureApi, Verbs.All, (HttpRequest request, CustomerChatApi api) => api.SecureApi(request));
        app.MapMethods(Routes.Sms, Verbs.All, (HttpRequest request, string account, ChannelApi api, CancellationToken token) => api.SmsAsync(request, account, token));
        app.MapMethods(Routes.SmsStatus, Verbs.All, (HttpRequest request, string account, ChannelApi api, CancellationToken token) => api.SmsStatusAsync(request, account, token));
        app.MapMethods(Routes.WhatsApp, Verbs.All, (HttpRequest request, string account, ChannelApi api, CancellationToken token) => api.WhatsAppAsync(request, account, token));
        app.MapMethods(Routes.Messenger, Verbs.All, (HttpRequest request, string account, ChannelApi api, CancellationToken token) => api.MessengerAsync(request, account, token));
        app.MapMethods(Routes.Telegram, Verbs.All, (HttpRequest request, string account, ChannelApi api, CancellationToken token) => api.TelegramAsync(request, account, token));
        app.MapMethods(Routes.Webhook, Verbs.All, (HttpRequest request, string account, ChannelApi api, CancellationToken token) => api.WebhookAsync(request, account, token));

        app.MapMethods(Routes.DirectLineGenerate, Verbs.All, (HttpRequest request, DirectLineApi api, CancellationToken token) => api.GenerateAsync(request, token));
        app.MapMethods(Routes.DirectLineRefresh, Verbs.All, (HttpRequest request, DirectLineApi api, CancellationToken token) => api.RefreshAsync(request, token));
        app.MapMethods(Routes.DirectLineConversations, Verbs.All, (HttpRequest request, DirectLineApi api, CancellationToken token) => api.ConversationsAsync(request, token));
        app.MapMethods(Routes.DirectLineConversation, Verbs.All, (HttpRequest request, string id, DirectLineApi api, CancellationToken token) => api.ConversationAsync(request, id, token));
        app.MapMethods(Routes.DirectLineActivities, Verbs.All, (HttpRequest request, string id, DirectLineApi api, CancellationToken token) => api.ActivitiesAsync(request, id, token));
        app.MapMethods(Routes.DirectLineUpload, Verbs.All, (HttpRequest request, string id, DirectLineApi api, CancellationToken token) => api.UploadAsync(request, id, token));
        app.MapMethods(Routes.DirectLineOther, Verbs.All, (HttpRequest request, DirectLineApi api) => api.Other(request));

        app.MapGet(Routes.WidgetScript, PageApi.WidgetScript);
        app.MapGet(Routes.WidgetFiles, (HttpRequest request, string? path, PageApi pages) => pages.Widget(request, path));

        app.MapGet(Routes.OpsFiles, PageApi.Ops);

        var ops = app.MapGroup("").AddEndpointFilter<OpsKeyFilter>();
        ops.MapGet(Routes.OpsChats, (HttpRequest request, OpsApi api, CancellationToken token) => api.ListAsync(request, token));
        ops.MapGet(Routes.OpsChat, (string id, OpsApi api, CancellationToken token) => api.GetAsync(id, token));
        ops.MapDelete(Routes.OpsChat, (string id, OpsApi api, CancellationToken token) => api.EraseAsync(id, token));
        ops.MapGet(Routes.OpsTranscript, (HttpRequest request, string id, OpsApi api, CancellationToken token) => api.TranscriptAsync(request, id, token));
        ops.MapPost(Routes.OpsEnd, (string id, OpsApi api, CancellationToken token) => api.EndAsync(id, token));
        ops.MapPost(Routes.OpsFind, (HttpRequest request, OpsApi api, CancellationToken token) => api.FindAsync(request, token));
        ops.MapPost(Routes.OpsErase, (HttpRequest request, OpsApi api, CancellationToken token) => api.EraseAsync(request, token));
        ops.MapGet(Routes.DeadLetters, (DeadLetterApi api, CancellationToken token) => api.ListAsync(token));
        ops.MapPost(Routes.DeadLetterReplay, (string id, DeadLetterApi api, CancellationToken token) => api.ReplayAsync(id, token));
        ops.MapGet(Routes.Consents, (HttpRequest request, ConsentApi api, CancellationToken token) => api.ListAsync(request, token));
        ops.MapPost(Routes.Consents, (HttpRequest request, ConsentApi api, CancellationToken token) => api.CorrectAsync(request, token));

        app.MapGet(Routes.OpenApi, OpenApiApi.Get);
        app.MapGet(Routes.HealthLive, HealthApi.Live);
        app.MapGet(Routes.HealthReady, (HealthApi api, CancellationToken token) => api.ReadyAsync(token));
    }
}
