namespace CustomerChat.Turn;

/// <summary>The contact centres that the relay serves.</summary>
public interface IContactCenters
{
    /// <summary>The contact centre with this id, in upper or lower case; null = there is none.</summary>
    IContactCenter? Find(string contactCenterId);
}
