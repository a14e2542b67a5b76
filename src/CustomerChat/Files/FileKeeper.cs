using Microsoft.Extensions.Options;

namespace CustomerChat.Files;

/// <summary>
/// Takes files in: applies the policy while a file goes into the store, and then calls the scanner. A file that does not pass both is not
/// kept.
/// </summary>
public sealed class FileKeeper(IFileStore store, IFileScanner scanner, IFileLinks links, IOptions<ChatFileOptions> options)
{
    /// <summary>Whether files are accepted: the relay can store them and make links to them.</summary>
    public bool IsOn => options.Value.Enabled && store.IsOn && links.IsOn;

    /// <summary>Which files are accepted.</summary>
    /// <param name="types">An account's own allow-list; null = the relay's list.</param>
    public FilePolicy Policy(string? types = null)
    {
        var o = options.Value;
        return FilePolicy.Parse(types ?? o.Types, o.MaxSize, o.MaxPerMessage, o.MaxPerDay) ?? FilePolicy.Parse(o.Types, o.MaxSize, o.MaxPerMessage, o.MaxPerDay)!;
    }

    /// <summary>Takes a file in. It throws if the store fails or if <paramref name="content"/> can't be read.</summary>
    /// <param name="part">The file's place in the chat's folder. Each try uses its own place.</param>
    /// <param name="given">What the sender says about the file.</param>
    /// <param name="policy">Which files are accepted.</param>
    /// <param name="cancellationToken">Stops the work; then nothing is kept.</param>
    public async Task<FileOutcome> TakeAsync(
        string chatId, string part, Stream content, FileReference given, FilePolicy policy, CancellationToken cancellationToken)
    {
        await using var inspected = new InspectedStream(content, policy, given.Type);
        try
        {
            await store.SaveAsync(chatId, part, inspected, cancellationToken);
        }
        catch (FileRefusedException e)
        {
            return new FileOutcome.Refused(e.Message);
        }

        var type = inspected.Type!;
        var file = new ChatFile(FileNames.Of(given.Name, type, given.Kind.Split('/')[0]), type.Media, inspected.Count, inspected.Sha256, part);
        return scanner.IsOn ? await ScanAsync(chatId, file, cancellationToken) : new FileOutcome.Taken(file);
    }

    private async Task<FileOutcome> ScanAsync(string chatId, ChatFile file, CancellationToken cancellationToken)
    {
        var result = new ScanResult(ScanVerdict.Unknown, "the stored file was missing");
        try
        {
            if (await store.OpenAsync(chatId, file.Part, 0, null, cancellationToken) is { } content)
            {
                await using (content)
                {
                    result = await scanner.ScanAsync(file, content, cancellationToken);
                }
            }
        }
        finally
        {
            if (result.Verdict != ScanVerdict.Clean)
            {
                await store.RemoveAsync(chatId, file.Part, CancellationToken.None);
            }
        }

        return result.Verdict switch
        {
            ScanVerdict.Clean => new FileOutcome.Taken(file),
            ScanVerdict.Harmful => new FileOutcome.Refused("it was found to be harmful"),
            _ => new FileOutcome.NotNow($"it could not be checked for viruses ({result.Finding})"),
        };
    }
}
