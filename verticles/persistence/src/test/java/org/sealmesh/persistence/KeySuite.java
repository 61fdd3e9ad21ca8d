package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.KeyCommand.EpochKey;
import org.sealmesh.origin.persistence.KeyCommand.EpochTurned;
import org.sealmesh.origin.persistence.KeyCommand.KeyName;
import org.sealmesh.origin.persistence.KeyCommand.KeyPage;
import org.sealmesh.origin.persistence.KeyCommand.Keys;
import org.sealmesh.origin.persistence.KeyCommand.KeysForMember;
import org.sealmesh.origin.persistence.KeyCommand.ListKeys;
import org.sealmesh.origin.persistence.KeyCommand.MemberKeys;
import org.sealmesh.origin.persistence.KeyCommand.NoKey;
import org.sealmesh.origin.persistence.KeyCommand.Reservation;
import org.sealmesh.origin.persistence.KeyCommand.ReserveSeals;
import org.sealmesh.origin.persistence.KeyCommand.Reserved;
import org.sealmesh.origin.persistence.KeyCommand.Rewrap;
import org.sealmesh.origin.persistence.KeyCommand.Rewrapped;
import org.sealmesh.origin.persistence.KeyCommand.StoredKey;
import org.sealmesh.origin.persistence.KeyCommand.TurnEpoch;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.origin.persistence.SiteCommand.ClaimKeyFile;
import org.sealmesh.origin.persistence.SiteCommand.KeyFileClaim;

/// Keys, their use, and the key file that they are wrapped under.
abstract class KeySuite extends Suite {

  @Test
  void countsSealsAndNeverForgetsOne() {
    Conversation group = chat.group(chat.user("Ann"));
    var pending =
        IntStream.range(0, 20)
            .mapToObj(i ->
                origin.<Reservation, ReserveSeals>send(
                    new ReserveSeals(group.id(), Epoch.FIRST, 100)))
            .toList();
    List<Long> totals =
        pending.stream()
            .map(TestOrigin::done)
            .map(r -> ((Reserved) r).reservedTotal())
            .sorted()
            .toList();
    assertThat(totals).isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(i -> i * 100L).toList());
    assertThat(origin.<Reservation, ReserveSeals>ask(new ReserveSeals(group.id(), new Epoch(2), 1)))
        .isEqualTo(new NoKey());
  }

  @Test
  void turnsAnEpochOnce() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    TurnEpoch turn = new TurnEpoch(group.id(), Epoch.FIRST, Chat.key(2));
    var pending =
        IntStream.range(0, 5).mapToObj(i -> origin.<EpochTurned, TurnEpoch>send(turn)).toList();
    assertThat(pending.stream().map(TestOrigin::done).distinct())
        .containsExactly(new EpochTurned(new Epoch(2)));
    assertThat(((Appended) chat.send(ann, group, "x")).epoch()).isEqualTo(new Epoch(2));
    MemberKeys keys =
        origin.ask(
            new KeysForMember(
                ann.id(), group.id(), Set.of(new Epoch(1), new Epoch(2), new Epoch(3))));
    assertThat(((Keys) keys).keys())
        .containsExactly(
            new EpochKey(new Epoch(1), Chat.key(1)), new EpochKey(new Epoch(2), Chat.key(2)));
  }

  @Test
  void belongsToTheFirstKeyFileAndRewrapsInOneGo() {
    User ann = chat.user("Ann");
    for (int i = 0; i < 7; i++) {
      chat.group(ann);
    }
    assertThat(claim("aa")).isEqualTo(KeyFileClaim.ACCEPTED);
    assertThat(claim("aa")).isEqualTo(KeyFileClaim.ACCEPTED);
    assertThat(claim("bb")).isEqualTo(KeyFileClaim.OTHER_KEY_FILE);
    List<StoredKey> all = listed();
    assertThat(all).hasSizeGreaterThanOrEqualTo(7).doesNotHaveDuplicates();
    List<StoredKey> wrappedAnew =
        all.stream().map(key -> new StoredKey(key.name(), Chat.key(99))).toList();
    assertThatThrownBy(() -> origin.ask(new Rewrap(wrappedAnew, "cc", "dd")))
        .isInstanceOf(Bus.HandlerFailed.class);
    assertThat(listed()).isEqualTo(all);
    Rewrap rewrap = new Rewrap(wrappedAnew, "aa", "bb");
    assertThat(origin.ask(rewrap)).isEqualTo(new Rewrapped(all.size()));
    assertThat(origin.ask(rewrap)).isEqualTo(new Rewrapped(all.size()));
    assertThat(listed()).isEqualTo(wrappedAnew);
    assertThat(claim("aa")).isEqualTo(KeyFileClaim.OTHER_KEY_FILE);
    assertThat(claim("bb")).isEqualTo(KeyFileClaim.ACCEPTED);
  }

  @Test
  void beginsATimelineThatAllSeeFromThenOn() {
    SiteCommand.Site before = origin.ask(new SiteCommand.GetSite());
    SiteCommand.Site begun = origin.ask(new SiteCommand.BeginTimeline());
    assertThat(begun).isNotEqualTo(before);
    assertThat(origin.<SiteCommand.Site, SiteCommand.GetSite>ask(new SiteCommand.GetSite()))
        .isEqualTo(begun);
  }

  private KeyFileClaim claim(String fingerprint) {
    return origin.ask(new ClaimKeyFile(fingerprint));
  }

  private List<StoredKey> listed() {
    List<StoredKey> all = new ArrayList<>();
    KeyName after = null;
    KeyPage page;
    do {
      page = origin.ask(new ListKeys(after, 3));
      all.addAll(page.keys());
      after = all.isEmpty() ? null : all.getLast().name();
    } while (page.more());
    return all;
  }
}
