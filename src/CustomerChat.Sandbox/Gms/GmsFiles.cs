using System.Globalization;
using CustomerChat.Sandbox.Chats;

namespace CustomerChat.Sandbox.Gms;

/// <summary>The file operations of GMS.</summary>
internal sealed class GmsFiles(GmsEndpoints api, SandboxFiles files)
{
    private const int MaxFiles = 10;

    private const string Types = "bmp:csv:doc:docx:gif:jpeg:jpg:mp3:mp4:ogg:pdf:png:txt:webp:xls:xlsx:zip";

    public static void Map(WebApplication app, string path)
    {
        app.MapPost(path, (HttpRequest request, string chatId, GmsFiles files) => files.UploadAsync(request, chatId));
        app.MapPost(path + "/limits", (HttpRequest request, string chatId, GmsFiles files, TimeProvider time) => files.LimitsAsync(request, chatId, time));
        app.MapPost(path + "/{fileId}/download", (HttpRequest request, string chatId, string fileId, GmsFiles files) => files.DownloadAsync(request, chatId, fileId));
        app.MapPost(path + "/{fileId}/delete", (HttpRequest request, string chatId, string fileId, GmsFiles files) => files.DeleteAsync(request, chatId, fileId));
    }

    private Task<IResult> LimitsAsync(HttpRequest request, string chatId, TimeProvider time)
    {
        IReadOnlyList<SandboxFile> uploaded = [];
        return api.RunAsync(
            request,
            chatId,
            "fileLimits",
            (session, _) =>
            {
                uploaded = Uploaded(session.Chat);
                return null;
            },
            answer: (reply, _) => reply with
            {
                NextPosition = null,
                Messages = [GmsEntry.Notice("file-client-cfg-get", time.GetUtcNow()) with { UserData = Limits(uploaded) }],
            });
    }

    private static Dictionary<string, string> Limits(IReadOnlyList<SandboxFile> uploaded) => new()
    {
        ["download-attempts"] = "10",
        ["upload-max-files"] = Number(MaxFiles),
        ["upload-max-file-size"] = Number(SandboxFiles.MaxBytes),
        ["upload-max-total-size"] = Number(MaxFiles * (long)SandboxFiles.MaxBytes),
        ["upload-file-types"] = Types,
        ["upload-need-agent"] = "false",
        ["used-upload-max-files"] = Number(uploaded.Count),
        ["used-upload-max-total-size"] = Number(uploaded.Sum(f => (long)f.Bytes.Length)),
        ["used-download-attempts"] = "0",
        ["delete-file"] = "all",
    };

    private async Task<IResult> UploadAsync(HttpRequest request, string chatId)
    {
        SandboxFile? added = null;
        return await api.RunAsync(
            request,
            chatId,
            "fileUpload",
            (session, form) =>
            {
                if (form.File is not { } file)
                {
                    return ChatFailure.Missing("file");
                }

                if (Refusal(session.Chat, file) is { } refusal)
                {
                    return new ChatFailure(400, 10, refusal);
                }

                using var bytes = new MemoryStream();
                file.CopyTo(bytes);
                added = files.Add(file.FileName, file.ContentType, bytes.ToArray());
                return session.Chat.CustomerSays(
                    "FileUploaded", noticeText: form["userData[file-description]"] ?? $"File {added.Name}", url: added.Path, file: added);
            },
            answer: (reply, _) => reply with { UserData = new Dictionary<string, string> { ["file-id"] = added!.Id } });
    }

    private static string? Refusal(SandboxChat chat, IFormFile file) =>
        file.Length > SandboxFiles.MaxBytes ? $"The file is larger than {SandboxFiles.MaxBytes} bytes."
        : !Types.Split(':').Contains(Path.GetExtension(file.FileName).TrimStart('.').ToLowerInvariant()) ? "Files of this type are not accepted."
        : Uploaded(chat).Count >= MaxFiles ? $"A chat may have at most {MaxFiles} files."
        : null;

    private Task<IResult> DownloadAsync(HttpRequest request, string chatId, string fileId)
    {
        SandboxFile? file = null;
        return api.RunAsync(
            request,
            chatId,
            "fileDownload",
            (session, _) => (file = Find(session.Chat, fileId)) is null ? ChatFailure.NotFound : null,
            answer: (_, _) => TypedResults.File(file!.Bytes, file.ContentType, file.Name));
    }

    private Task<IResult> DeleteAsync(HttpRequest request, string chatId, string fileId) => api.RunAsync(request, chatId, "fileDelete", (session, _) =>
    {
        if (Find(session.Chat, fileId) is not { } file || Uploaded(session.Chat).All(f => f.Id != fileId))
        {
            return ChatFailure.NotFound;
        }

        files.Remove(fileId);
        return session.Chat.CustomerSays("FileDeleted", noticeText: $"File {file.Name} was deleted.", file: file);
    });

    /// <summary>A file of this chat, sent by its customer or by an agent; null = the chat has no such file.</summary>
    private SandboxFile? Find(SandboxChat chat, string fileId) => chat.Look(1).Messages.Any(m => m.File?.Id == fileId) ? files.Find(fileId) : null;

    private static List<SandboxFile> Uploaded(SandboxChat chat) =>
        [.. chat.Look(1).Messages.Where(m => m is { Type: "FileUploaded", From.Type: "Customer", File: not null }).Select(m => m.File!)];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
