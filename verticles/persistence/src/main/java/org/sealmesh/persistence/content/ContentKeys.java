package org.sealmesh.persistence.content;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.persistence.PersistenceConfig;
import org.sealmesh.persistence.sql.DatabaseDown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of all conversations: which one to seal with, and which one something was sealed with.
///
/// Any thread may ask. What the disk refuses is [DatabaseDown], as with the other half of what is
/// kept.
final class ContentKeys {
  private static final Logger LOG = LoggerFactory.getLogger(ContentKeys.class);

  /// So long another process's newer key may stay unknown here. No key is destroyed before it has
  /// been superseded for as long as anything is kept, which is far longer.
  private static final Duration LISTED_AGAIN = Duration.ofSeconds(10);

  private final KeyFolder folder;
  private final UUID site;
  private final PersistenceConfig.Content config;
  private final Clock clock;
  private final SecureRandom random;
  private final Map<ConversationId, Known> remembered;

  /// @param site of which database
  ContentKeys(
      KeyFolder folder,
      UUID site,
      PersistenceConfig.Content config,
      Clock clock,
      SecureRandom random) {
    this.folder = folder;
    this.site = site;
    this.config = config;
    this.clock = clock;
    this.random = random;
    this.remembered =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<ConversationId, Known> eldest) {
            return size() > config.conversationsRemembered();
          }
        };
  }

  /// What is known of one conversation.
  private record Known(NavigableMap<Long, ContentKey> keys, Instant listedAt) {
    @Nullable ContentKey newest() {
      return keys.isEmpty() ? null : keys.lastEntry().getValue();
    }
  }

  /// The key to seal with, under the lock of the conversation: the newest, or a new one if that was
  /// used for long enough.
  ///
  /// @param seq of the event that tells what is sealed
  ContentKey forSealing(ConversationId conversation, long seq) {
    Instant now = clock.now();
    Known known = recall(conversation);
    if (known == null || !now.isBefore(known.listedAt().plus(LISTED_AGAIN))) {
      known = list(conversation, now);
    }
    ContentKey newest = known.newest();
    if (newest == null
        || newest.number() < seq && !now.isBefore(newest.madeAt().plus(config.keyUsedFor()))) {
      byte[] fresh = ContentKey.fresh(random, now);
      onDisk(() -> {
        folder.create(conversation, seq, fresh);
        return seq;
      });
      newest = list(conversation, now).newest();
    }
    if (newest == null) {
      throw new DatabaseDown("a content key is gone that was there a moment ago");
    }
    return newest;
  }

  /// The key of that number, or none if it was destroyed.
  Optional<ContentKey> find(ConversationId conversation, long number) {
    Known known = recall(conversation);
    if (known == null || !known.keys().containsKey(number)) {
      known = list(conversation, clock.now());
    }
    ContentKey found = known.keys().get(number);
    if (found == null) {
      requireFolder();
    }
    return Optional.ofNullable(found);
  }

  /// Keys that are used no more for what is told from a seq on.
  NavigableSet<Long> superseded(ConversationId conversation, long seq) {
    NavigableMap<Long, ContentKey> keys = list(conversation, clock.now()).keys();
    Long inUse = keys.floorKey(seq);
    return keys.headMap(inUse == null ? Long.MIN_VALUE : inUse, false).navigableKeySet();
  }

  void destroy(ConversationId conversation, long number) {
    forget(conversation);
    onDisk(() -> {
      folder.destroy(conversation, number);
      return number;
    });
  }

  void destroyAll(ConversationId conversation) {
    forget(conversation);
    onDisk(() -> {
      folder.destroyAll(conversation);
      return conversation;
    });
  }

  /// Whether the folder is there at all: where none is mounted, every key would look destroyed.
  private void requireFolder() {
    if (!onDisk(folder::site).equals(Optional.of(site))) {
      throw new DatabaseDown("the folder of the content keys is away");
    }
  }

  private Known list(ConversationId conversation, Instant now) {
    Known before = recall(conversation);
    NavigableMap<Long, ContentKey> keys = new TreeMap<>();
    onDisk(() -> {
      for (long number : folder.numbers(conversation)) {
        ContentKey key = before == null ? null : before.keys().get(number);
        if (key == null) {
          byte[] file = folder.read(conversation, number).orElse(null);
          if (file == null) {
            continue;
          }
          key = parsed(number, file);
        }
        if (key != null) {
          keys.put(number, key);
        }
      }
      return keys;
    });
    if (keys.isEmpty()) {
      requireFolder();
    }
    Known known = new Known(keys, now);
    synchronized (remembered) {
      remembered.put(conversation, known);
    }
    return known;
  }

  /// A damaged one opens nothing, and keeps nobody from reading the rest.
  private static @Nullable ContentKey parsed(long number, byte[] file) {
    try {
      return ContentKey.parse(number, file);
    } catch (IOException damaged) {
      LOG.error("{}: what was sealed with it is shown as deleted", damaged.getMessage());
      return null;
    }
  }

  private @Nullable Known recall(ConversationId conversation) {
    synchronized (remembered) {
      return remembered.get(conversation);
    }
  }

  private void forget(ConversationId conversation) {
    synchronized (remembered) {
      remembered.remove(conversation);
    }
  }

  private interface Work<T> {
    T done() throws IOException;
  }

  private static <T> T onDisk(Work<T> work) {
    try {
      return work.done();
    } catch (IOException refused) {
      throw new DatabaseDown(
          "the content keys cannot be used: " + refused.getClass().getSimpleName());
    }
  }
}
