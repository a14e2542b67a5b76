using System.Collections.Immutable;
using CustomerChat.App.Api;
using CustomerChat.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomerChat.App.DirectLine;

/// <summary>
/// Reads an upload as Web Chat, DirectLineJS and programs send it: one file as the body, or a form with files and at most one activity. The
/// activity is known by its content type; its place and its name do not matter. Files go into the store while the relay reads them. When
/// the relay refuses a file, it reads on, so that the text is not lost.
/// </summary>
internal sealed class UploadReader(FileKeeper keeper, FilePolicy policy, string chatId)
{
    private const string ActivityType = "application/vnd.microsoft.activity";
    private const int MaxActivity = 64 * 1024;

    private readonly string _upload = Guid.NewGuid().ToString("N");
    private readonly ImmutableArray<(string Kind, ChatFile File)>.Builder _files = ImmutableArray.CreateBuilder<(string, ChatFile)>();
    private int _count;

    /// <summary>The files that the relay keeps.</summary>
    public ImmutableArray<(string Kind, ChatFile File)> Files => _files.ToImmutable();

    /// <summary>The text that came with the files; null = none.</summary>
    public string? Text { get; private set; }

    /// <summary>The client's own id of the activity.</summary>
    public string? Key { get; private set; }

    /// <summary>The first error of a file or of the activity; null = none.</summary>
    public ApiError? Error { get; private set; }

    public async Task ReadAsync(HttpRequest request, Stream body, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            await TakeAsync(body, request.ContentType, request.Headers.ContentDisposition, cancellationToken);
            return;
        }

        var reader = new MultipartReader(boundary.ToString(), body);
        while (await NextAsync(reader, cancellationToken) is { } section)
        {
            if (section.ContentType?.StartsWith(ActivityType, StringComparison.OrdinalIgnoreCase) is true)
            {
                await ReadActivityAsync(section.Body, cancellationToken);
            }
            else
            {
                await TakeAsync(section.Body, section.ContentType, section.ContentDisposition, cancellationToken);
            }
        }
    }

    /// <summary>Some clients leave out the closing dashes of a form. Then all parts until there count.</summary>
    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken) is { Headers.Count: > 0 } section ? section : null;
        }
        catch (IOException e) when (e is not BadHttpRequestException && e.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private async Task TakeAsync(Stream content, string? type, string? disposition, CancellationToken cancellationToken)
    {
        if (++_count > policy.MaxPerMessage)
        {
            Error ??= ApiError.FileNotTaken($"a message may have at most {policy.MaxPerMessage} files");
            return;
        }

        var kind = (type ?? "file").Split('/')[0] is "image" or "audio" or "video" ? type!.Split('/')[0] : "file";
        var given = new FileReference(kind, "") { Type = type, Name = NameOf(disposition) };
        switch (keeper.IsOn ? await keeper.TakeAsync(chatId, $"u{_upload}-{_count}", content, given, policy, cancellationToken) : new FileOutcome.Refused("files are not accepted here"))
        {
            case FileOutcome.Taken taken:
                _files.Add((kind, taken.File));
                break;
            case FileOutcome.Refused refused:
                Error ??= refused.Reason.Contains("larger", StringComparison.Ordinal) ? ApiError.FileTooLarge(refused.Reason) : ApiError.FileNotTaken(refused.Reason);
                break;
            case FileOutcome.NotNow later:
                Error ??= ApiError.FileNotNow(later.Reason);
                break;
        }
    }

    private async Task ReadActivityAsync(Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxActivity + 1];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxActivity)
        {
            Error ??= ApiError.BodyTooLarge;
            return;
        }

        var (beside, error) = ActivityReader.Beside(buffer.AsMemory(0, length));
        (Text, Key) = (beside?.Text, beside?.Key);
        Error ??= error;
    }

    /// <summary>The file's name. Direct Line's own documentation shows <c>name="a"; filename="b"</c> without a type before it.</summary>
    internal static string? NameOf(string? disposition) =>
        disposition is null ? null
        : !ContentDispositionHeaderValue.TryParse(disposition, out var parsed) && !ContentDispositionHeaderValue.TryParse("form-data; " + disposition, out parsed) ? null
        : HeaderUtilities.RemoveQuotes(parsed.FileNameStar.HasValue ? parsed.FileNameStar : parsed.FileName.HasValue ? parsed.FileName : parsed.Name) is { Length: > 0 } name
            && name != "blob" ? name.ToString() : null;
}
