package org.sealmesh.node;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.crypto.KeyFile;
import org.sealmesh.crypto.KeyFileStore;
import org.sealmesh.crypto.KeyWrap;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.Roles;
import org.sealmesh.launch.Site;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.persistence.bettermessages.BetterMessagesConfig;
import org.sealmesh.persistence.bettermessages.Sealing;
import org.sealmesh.persistence.bettermessages.SiteImport;

/// Fills the empty database of a new site with what a WordPress site kept with Better Messages. The
/// data folder keeps every other process out; with a server, the operator must have stopped them.
/// The key file is made if there is none yet.
final class ImportRoles implements Roles {
  private static final String SECTION = "better-messages";

  private final @Nullable Path named;

  /// @param named the file that leads to the other database; null if nobody has said so
  ImportRoles(@Nullable Path named) {
    this.named = named;
  }

  @Override
  public Start configure(ProcessConfig process, Settings settings) {
    SiteConfig config = SiteConfig.read(settings);
    if (named == null) {
      throw new StartFailure("name " + Job.IMPORT.needs());
    }
    BetterMessagesConfig from = read(named);
    return CopyRoles.once(site -> done(site, config, from));
  }

  /// Nothing but that section is in it.
  static BetterMessagesConfig read(Path file) {
    Settings settings = Settings.load(Optional.of(file), Map.of());
    BetterMessagesConfig found = settings.section(SECTION, BetterMessagesConfig.defaults());
    settings.refuseUnknown();
    return found;
  }

  private static String done(Site site, SiteConfig config, BetterMessagesConfig from) {
    SecureRandom random = new SecureRandom();
    try (DataFolder folder = DataFolder.open(config.node().dataFolder())) {
      KeyFile keys =
          new KeyFileStore(folder.path().resolve(config.crypto().keyFile()))
              .loadOrCreate(random)
              .file();
      SiteImport.Imported imported =
          SiteImport.run(
              from, config.persistence(), sealing(keys, random), random, site.clock().now());
      return config.persistence().content().encrypted()
          ? imported + "\nMessages stand as text: run scripts/at-rest before the site starts."
          : imported.toString();
    }
  }

  private static Sealing sealing(KeyFile keys, SecureRandom random) {
    KeyWrap wrap = new KeyWrap(keys, random);
    return new Sealing() {
      @Override
      public String fingerprint() {
        return keys.fingerprint();
      }

      @Override
      public WrappedKey mint(ConversationId conversation) {
        return wrap.mint(conversation);
      }
    };
  }
}
