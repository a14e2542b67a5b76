namespace CustomerChat.Turn;

/// <summary>The contact centres that the relay serves.</summary>
public interface IContactCenters
{
    /// <summary>The contact centre with this id, whatever the case of its letters; null when there is none.</summary>
    IContactCenter? Find(string contactCenterId);
}
