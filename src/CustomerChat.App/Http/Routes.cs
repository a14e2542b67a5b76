namespace CustomerChat.App.Http;

/// <summary>Every route of the relay. Both hosts serve exactly these.</summary>
public static class Routes
{
    public const string Chats = "api/v2/chats";
    public const string MeChat = "api/v2/me/chat";
    public const string MeChats = "api/v2/me/chats";

    public const string ChatsId = Chats + "/{id}";
    public const string MeChatId = MeChat + "/{id}";
    public const string MeChatsId = MeChats + "/{id}";

    public const string ChatsMessages = ChatsId + "/messages";
    public const string MeChatMessages = MeChatId + "/messages";
    public const string MeChatsMessages = MeChatsId + "/messages";

    /// <summary>Whether a contact centre is open.</summary>
    public const string Availability = "api/availability";

    /// <summary>Every other path of the API belongs to a secure API, which customers can't use.</summary>
    public const string SecureApi = "api/v2/{*path}";

    public const string Sms = "api/channels/sms/{account}";
    public const string SmsStatus = Sms + "/status";
    public const string WhatsApp = "api/channels/whatsapp/{account}";
    public const string Messenger = "api/channels/messenger/{account}";
    public const string Telegram = "api/channels/telegram/{account}";
    public const string Webhook = "api/channels/webhook/{account}";

    /// <summary>All routes below this path are for operators.</summary>
    public const string Ops = "api/ops";

    public const string OpsChats = Ops + "/chats";
    public const string OpsChat = OpsChats + "/{id}";
    public const string OpsTranscript = OpsChat + "/transcript";
    public const string OpsEnd = OpsChat + "/end";
    public const string OpsFind = Ops + "/find";
    public const string OpsErase = Ops + "/erase";
    public const string DeadLetters = Ops + "/dead-letters";
    public const string DeadLetterReplay = DeadLetters + "/{id}/replay";
    public const string DeadLettersReplay = DeadLetters + "/replay";
    public const string Minutes = Ops + "/minutes";
    public const string Audit = Ops + "/audit";

    public const string Consents = Ops + "/consents";
    public const string Outbound = Ops + "/outbound";
    public const string Blocks = Ops + "/blocks";
    public const string Block = Blocks + "/{id}";

    public const string DirectLineGenerate = "v3/directline/tokens/generate";
    public const string DirectLineRefresh = "v3/directline/tokens/refresh";
    public const string DirectLineConversations = "v3/directline/conversations";
    public const string DirectLineConversation = DirectLineConversations + "/{id}";
    public const string DirectLineActivities = DirectLineConversation + "/activities";
    public const string DirectLineUpload = DirectLineConversation + "/upload";
    public const string DirectLineStream = DirectLineConversation + "/stream";

    /// <summary>The paths that Direct Line has and the relay does not have.</summary>
    public const string DirectLineOther = "v3/directline/{*path}";

    /// <summary>A file, by its sealed link.</summary>
    public const string Files = "api/files/{token}";

    public const string WidgetScript = "widget.js";
    public const string WidgetFiles = "widget/{*path}";

    public const string OpsFiles = "ops/{*path}";

    public const string OpenApi = "api/openapi.json";

    public const string HealthLive = "api/health/live";
    public const string HealthReady = "api/health/ready";
}
