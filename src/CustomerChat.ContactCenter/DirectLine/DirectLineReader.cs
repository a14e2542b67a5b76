using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerChat.ContactCenter.Http;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.DirectLine;

/// <summary>Reads the answers of Direct Line. Pure.</summary>
internal static class DirectLineReader
{
    /// <summary>Reads a reply. If the request failed, throws an exception that says in which way.</summary>
    public static T Read<T>(CenterAnswer answer, JsonTypeInfo<T> type)
        where T : class
    {
        if (!answer.IsSuccess)
        {
            throw Fault(answer);
        }

        return Parse(answer.Body, type) ?? throw new ContactCenterException(
            ContactCenterFault.Unclear, string.Create(CultureInfo.InvariantCulture, $"Direct Line answered {answer.Code} with no JSON."));
    }

    /// <summary>Checks only whether the request succeeded: the answer to a post may be empty.</summary>
    public static bool Accept(CenterAnswer answer) => answer.IsSuccess ? true : throw Fault(answer);

    public static ContactCenterException Fault(CenterAnswer answer) => new(
        answer.Code switch
        {
            404 or 410 => ContactCenterFault.ChatGone,
            429 => ContactCenterFault.Busy,
            400 or 413 or 415 or 422 => ContactCenterFault.Refused,
            401 or 403 or 405 or 407 or 409 or (>= 300 and < 400) => ContactCenterFault.NotNow,

            // 502 and 504 are faults of the bot. The posted activity is mostly in the log even so; a read of the log shows it.
            _ => ContactCenterFault.Unclear,
        },
        string.Create(
            CultureInfo.InvariantCulture, $"Direct Line answered {answer.Code}{(Code(answer) is { } code ? $" ({code})" : "")}."))
    {
        RetryAfter = answer.RetryAfter,
        Status = answer.Code,
        IsOfAGateway = Code(answer) is null && answer.Code != 409,
    };

    /// <summary>The error's code. Only ASCII letters and digits are taken, so that no other text gets into a log. Null = the answer has no such code.</summary>
    public static string? Code(CenterAnswer answer) =>
        Parse(answer.Body, DirectLineContext.Default.ErrorReply)?.Error?.Code is { Length: > 0 and <= 64 } code && code.All(char.IsAsciiLetterOrDigit) ? code : null;

    private static T? Parse<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
