using CustomerChat.App.Api;
using CustomerChat.App.Http;

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
        app.MapGet(Routes.HealthLive, HealthApi.Live);
        app.MapGet(Routes.HealthReady, (HealthApi api, CancellationToken token) => api.ReadyAsync(token));
    }
}
