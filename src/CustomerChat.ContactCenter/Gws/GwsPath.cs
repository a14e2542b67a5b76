using System.Diagnostics.CodeAnalysis;

namespace CustomerChat.ContactCenter.Gws;

/// <summary>The path that a contact centre gives for a chat. The path comes from outside, so only a path on the same host that begins with a slash is used.</summary>
public static class GwsPath
{
    /// <summary>Gives the absolute address of a path at a contact centre; false when the path leads to another place.</summary>
    public static bool TryResolve(Uri baseAddress, string? path, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        return path is ['/', ..]
            && path is not ['/', '/' or '\\', ..]
            && path.Length <= 1024
            && !path.Any(c => char.IsControl(c) || c is '\\' or ' ' or '#')
            && Uri.TryCreate(baseAddress, path, out address)
            && address.Scheme == baseAddress.Scheme
            && address.Authority == baseAddress.Authority
            && address.UserInfo.Length == 0;
    }

    /// <summary>The path of a chat, for a reply to RequestChat that gives an id but no path.</summary>
    public static string OfChat(string id) => "/api/v2/me/chat/" + Uri.EscapeDataString(id);

    /// <summary>The chat's id: the last part of the chat's path.</summary>
    public static string IdOf(string path)
    {
        var plain = path.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(plain[(plain.LastIndexOf('/') + 1)..]);
    }

    /// <summary>The path of a chat's messages. If the chat's path has a query, the query is kept.</summary>
    public static string Messages(string path, long fromIndex)
    {
        var query = path.IndexOf('?');
        var (plain, rest) = query < 0 ? (path, "") : (path[..query], "&" + path[(query + 1)..]);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{plain.TrimEnd('/')}/messages?index={fromIndex}{rest}");
    }
}
