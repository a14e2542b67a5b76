using CustomerChat.Sandbox.Chats;
using CustomerChat.Sandbox.Http;

namespace CustomerChat.Sandbox.Gms;

/// <summary>The Chat API v2 of Genesys Mobile Services, for customers. Every request is a POST of a form.</summary>
internal sealed class GmsEndpoints(SandboxContactCenter center, GmsSessions sessions, FaultRunner faults, TimeProvider time)
{
    private const string Base = "/genesys/2/chat/{service}";

    public static void Map(WebApplication app)
    {
        app.MapPost(Base, (HttpRequest request, string service, GmsEndpoints api) => api.RequestChatAsync(request, service));
        app.MapPost(Base + "/{chatId}/{operation}", (HttpRequest request, string chatId, string operation, GmsEndpoints api) => operation switch
        {
            "send" => api.RunAsync(request, chatId, operation, (session, form) => form["message"] is { } text
                ? session.Chat.CustomerSays("Text", text, messageType: form["messageType"])
                : ChatFailure.Missing("message")),
            "refresh" => api.RunAsync(request, chatId, operation, (_, _) => null, position: 1),
            "startTyping" => api.RunAsync(request, chatId, operation, (session, form) => session.Chat.CustomerSays("TypingStarted", form["message"])),
            "stopTyping" => api.RunAsync(request, chatId, operation, (session, form) => session.Chat.CustomerSays("TypingStopped", form["message"])),
            "pushUrl" => api.RunAsync(request, chatId, operation, (session, form) => form["pushUrl"] is { } url
                ? session.Chat.CustomerSays("PushUrl", url: url)
                : ChatFailure.Missing("pushUrl")),
            "updateNickname" => api.RunAsync(request, chatId, operation, (session, form) => form["nickname"] is { } nickname
                ? session.Chat.CustomerIsCalled(nickname)
                : ChatFailure.Missing("nickname")),
            "customNotice" => api.RunAsync(request, chatId, operation, (session, form) => form["message"] is { } text
                ? session.Chat.CustomerSays("CustomNotice", noticeText: text, messageType: form["messageType"])
                : ChatFailure.Missing("message")),
            "updateData" => api.RunAsync(request, chatId, operation, (session, form) => session.Chat.CustomerSetsData(form.UserData)),
            "readReceipt" => api.RunAsync(request, chatId, operation, (_, form) => form["transcriptPosition"] is null ? ChatFailure.Missing("transcriptPosition") : null),
            "disconnect" => api.RunAsync(request, chatId, operation, (session, _) => Leave(session)),
            _ => Task.FromResult(Results.NotFound()),
        });
        GmsFiles.Map(app, Base + "/{chatId}/file");
    }

    /// <summary>Reads the form, checks the caller's credentials, runs the operation with its planned faults, and answers with the entries that are asked for.</summary>
    /// <param name="position">The transcriptPosition that a request without one has; 0 = the reply holds no entries.</param>
    /// <param name="answer">Makes the answer to an operation that took effect; null = the answer is the reply with the entries.</param>
    public async Task<IResult> RunAsync(
        HttpRequest request, string chatId, string operation, Func<GmsSession, GmsForm, ChatFailure?> run, long position = 0, Func<GmsReply, GmsForm, IResult>? answer = null)
    {
        if (await GmsForm.ReadAsync(request) is not { } form)
        {
            return NoForm(chatId);
        }

        return await faults.RunAsync(
            request.HttpContext, "gms:" + operation, fault => Run(chatId, operation, form, run, position, answer, fault?.Kind), fault => Instead(fault, chatId));
    }

    private IResult Run(
        string chatId, string operation, GmsForm form, Func<GmsSession, GmsForm, ChatFailure?> run, long position, Func<GmsReply, GmsForm, IResult>? answer, FaultKind? kind)
    {
        if (sessions.Find(chatId) is not { } session || center.Find(chatId) is not { } chat)
        {
            return GmsReply.Gone(chatId, form["alias"]);
        }

        if (!session.IsRight(form["secureKey"], form["userId"], form["alias"]))
        {
            return GmsReply.Refused(chatId, "The secureKey, userId or alias is not that of this chat.");
        }

        if (form.Position(position) is not { } from)
        {
            return GmsReply.Refused(chatId, "The transcriptPosition is not a number.");
        }

        center.CustomerSeen(chat);
        var before = chat.Look(0);
        if (before.Dropped || (before.Ended && (session.EndGiven || operation != "refresh")))
        {
            return GmsReply.Gone(chatId, session.Alias);
        }

        if (run(session, form) is { } failure)
        {
            return failure == ChatFailure.NotNow ? GmsReply.Gone(chatId, session.Alias) : GmsReply.Refused(chatId, failure.Message);
        }

        if (kind == FaultKind.NewKeys)
        {
            session.ChangeKeys();
        }

        var reply = Reply(session, operation == "readReceipt" ? 0 : from);
        reply = kind == FaultKind.UnnumberedNotice ? reply with { Messages = [.. reply.Messages, GmsEntry.Notice("This chat may be recorded.", time.GetUtcNow())] } : reply;
        return answer?.Invoke(reply, form) ?? reply;
    }

    private async Task<IResult> RequestChatAsync(HttpRequest request, string service)
    {
        if (await GmsForm.ReadAsync(request) is not { } form)
        {
            return NoForm("");
        }

        return await faults.RunAsync(request.HttpContext, "gms:requestChat", _ => RequestChat(service, form), fault => Instead(fault, ""));
    }

    private IResult RequestChat(string service, GmsForm form)
    {
        var nickname = form["nickname"] ?? $"{form["firstName"]} {form["lastName"]}".Trim();
        if (nickname.Length == 0)
        {
            return new GmsReply(StatusCode: 2, ChatEnded: false) { Errors = [new GmsError(100, "nickname, or firstName and lastName, is missing.")] };
        }

        var data = form.UserData;
        if (form["emailAddress"] is { } email)
        {
            data["emailAddress"] = email;
        }

        var isAsync = string.Equals(data.GetValueOrDefault("GCTI_Chat_AsyncMode"), "true", StringComparison.OrdinalIgnoreCase);
        return Reply(sessions.Add(center.Open(nickname, form["subject"] ?? "", service, data, mayBeSilent: isAsync)), 1);
    }

    private static ChatFailure? Leave(GmsSession session)
    {
        if (session.Chat.CustomerLeaves() is { } failure)
        {
            return failure;
        }

        session.EndGiven = true;
        return null;
    }

    /// <summary>The reply with the entries from a position on, inclusive; no entries for 0. The customer does not get the entry that the customer has left.</summary>
    private static GmsReply Reply(GmsSession session, long from)
    {
        var look = session.Chat.Look(1);
        var entries = look.Messages.Where(m => m is not { Type: "ParticipantLeft", From.Type: "Customer" }).ToList();
        return new GmsReply(StatusCode: 0, look.Ended)
        {
            ChatId = session.Chat.Id,
            UserId = session.UserId,
            SecureKey = session.SecureKey,
            Alias = session.Alias,
            NextPosition = entries[^1].Index + 1,
            Messages = from == 0 ? [] : [.. entries.Where(m => m.Index >= from).Select(GmsEntry.Of)],
            Given = look.Ended ? () => session.EndGiven = true : null,
        };
    }

    private static IResult NoForm(string chatId) =>
        GmsReply.Refused(chatId, "The body is not a form.", statusCode: 1) with { HttpStatus = StatusCodes.Status400BadRequest };

    private static IResult? Instead(Fault fault, string chatId) => fault.Kind switch
    {
        FaultKind.StatusCode1 => GmsReply.Refused(chatId, "The request was not carried out.", statusCode: 1) with { HttpStatus = fault.Status ?? 200 },
        FaultKind.StatusCode2 => GmsReply.Refused(chatId, "The request was refused.") with { HttpStatus = fault.Status ?? 200 },
        FaultKind.Gone => GmsReply.Gone(chatId, null) with { HttpStatus = fault.Status ?? 200 },
        _ => null,
    };
}
