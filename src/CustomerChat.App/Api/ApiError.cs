using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerChat.App.Api;

/// <summary>
/// An error of the Customer Chat API: the HTTP status, and the body's <c>statusCode</c> and <c>statusMessage</c>. The values follow the
/// table in section 5 of the API's documentation.
/// </summary>
/// <param name="StatusCode">The API's own code; never 0.</param>
/// <param name="Message">What is wrong, for the client's developer.</param>
public sealed record ApiError(int Status, int StatusCode, string Message)
{
    public static ApiError NoContactCenter { get; } = new(400, 1, "The header ContactCenterId is missing.");

    public static ApiError UnknownContactCenter { get; } = new(404, 6, "There is no contact centre with this ContactCenterId.");

    public static ApiError UnknownOperation { get; } = new(400, 10, "The operationName is unknown.");

    public static ApiError BodyTooLarge { get; } = new(413, 10, "The body is too large.");

    /// <summary>The bytes are not a valid HTTP body, or the body ended too early.</summary>
    public static ApiError BrokenBody { get; } = new(400, 1, "The body is malformed or incomplete.");

    public static ApiError SlowBody { get; } = new(408, 9, "The body did not arrive in time.");

    public static ApiError NotJson { get; } = new(415, 10, "The Content-Type must be application/json.");

    /// <summary>The same error for a chat of another contact centre: a caller can't tell the two cases apart.</summary>
    public static ApiError UnknownChat { get; } = new(404, 6, "There is no such chat.");

    /// <summary>
    /// The same error for a link that was never made, a link that has expired and a file that was erased: a caller can't tell the cases
    /// apart.
    /// </summary>
    public static ApiError UnknownFile { get; } = new(404, 6, "There is no such file.");

    public static ApiError Ended { get; } = new(409, 2, "The chat has ended.");

    public static ApiError Authorized { get; } = new(403, 3, "Customers' requests carry no Authorization header.");

    public static ApiError NotAuthenticated { get; } = new(401, 20, "This is a secure API: authentication is required.");

    /// <summary>Proxies log URLs, so a key must not be in a URL. The Functions host itself would accept it there.</summary>
    public static ApiError KeyInUrl { get; } = new(400, 1, "A key belongs in the header x-functions-key, not in the URL.");

    /// <summary>The caller has signed in, but does not have the operators' role, or another site's page made the request.</summary>
    public static ApiError NotAnOperator { get; } = new(403, 5, "You have signed in, but this needs the operators' role, and a request from the operators' page or a program.");

    public static ApiError NoPermission { get; } = new(403, 5, "This relay does not offer secure APIs.");

    public static ApiError NoAttachments { get; } = new(415, 10, "Upload the file. Links to files are not accepted.");

    /// <summary>The relay does not take this file.</summary>
    /// <param name="why">The reason, as the end of a sentence.</param>
    public static ApiError FileNotTaken(string why) => new(415, 10, $"The file was not accepted: {why}.");

    /// <inheritdoc cref="FileNotTaken"/>
    public static ApiError FileTooLarge(string why) => new(413, 10, $"The file was not accepted: {why}.");

    /// <inheritdoc cref="FileNotTaken"/>
    public static ApiError FileNotNow(string why) => new(409, 3, $"The file was not accepted: {why}. Try again later.");

    public static ApiError NoToken { get; } = new(401, 20, "A token, a site's secret or the header ContactCenterId is missing.");

    /// <summary>
    /// The same error for a token that the relay did not make, an expired token and a token of another conversation: a caller can't tell
    /// the cases apart.
    /// </summary>
    public static ApiError BadToken { get; } = new(403, 5, "The token is not valid or has expired.");

    public static ApiError NotOffered { get; } = new(404, 6, "The relay does not support this part of Direct Line.");

    public static ApiError UnknownRoute { get; } = new(404, 6, "There is nothing at this path.");

    /// <summary>How long a caller waits (Retry-After) when too many messages wait for the contact centre.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(10);

    public static ApiError TooMany { get; } = new(429, 3, "Too many requests.");

    /// <summary>The contact centre is closed. It takes no chats while it is closed.</summary>
    /// <param name="opensAt">When it opens again; <see cref="DateTimeOffset.MaxValue"/> = no opening time is known.</param>
    public static ApiError Closed(DateTimeOffset opensAt) => new(409, 3, opensAt == DateTimeOffset.MaxValue
        ? "The contact centre is closed."
        : string.Create(CultureInfo.InvariantCulture, $"The contact centre is closed. It opens again at {opensAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}."));

    public static ApiError Missing(string what) => new(400, 1, what);

    public static ApiError OutOfRange(string what) => new(400, 10, what);

    public static ApiError MethodNotAllowed(string allow) => new(405, 3, $"The method is not allowed; allowed: {allow}.");

    public static ApiError Unforeseen(string correlationId) => new(500, 4, $"An internal error occurred. Correlation id: {correlationId}");

    /// <summary>The error, with the header Retry-After in whole seconds.</summary>
    public IResult ToResult(HttpRequest request, TimeSpan retryAfter)
    {
        RetryAfter(request, retryAfter);
        return ToResult();
    }

    /// <summary>
    /// The error, with the header Retry-After in whole seconds. The header is left out if <paramref name="again"/> is <see
    /// cref="DateTimeOffset.MaxValue"/>.
    /// </summary>
    public IResult ToResult(HttpRequest request, DateTimeOffset again, DateTimeOffset now)
    {
        if (again != DateTimeOffset.MaxValue)
        {
            RetryAfter(request, again - now);
        }

        return ToResult();
    }

    public static void RetryAfter(HttpRequest request, TimeSpan wait) =>
        request.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    public JsonHttpResult<ErrorReply> ToResult() =>
        TypedResults.Json(new ErrorReply(StatusCode, Message), ApiJson.Readable.ErrorReply, statusCode: Status);
}
