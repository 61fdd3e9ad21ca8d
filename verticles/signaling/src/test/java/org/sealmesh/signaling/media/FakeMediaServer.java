package org.sealmesh.signaling.media;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaRequest;

/// A media server that does what a test says, when it says so.
public final class FakeMediaServer implements MediaServer {
  final List<FakeParty> parties = new CopyOnWriteArrayList<>();
  final Queue<Promise<Admission>> joining = new ArrayDeque<>();
  State state = State.UP;
  boolean holdsJoins;
  private final String name;
  private @Nullable Listener listener;

  public FakeMediaServer(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public void open(Listener to) {
    listener = to;
  }

  void lose() {
    state = State.DOWN;
    if (listener != null) {
      listener.onLost(this);
    }
  }

  @Override
  public Future<Admission> join(Entry entry, MediaParty.Listener to) {
    FakeParty party = new FakeParty(entry, to);
    parties.add(party);
    Resumed resumed = entry.resume() == null ? Resumed.NO : Resumed.YES;
    Admission in = new In(party, resumed, List.of(), "resume");
    if (!holdsJoins) {
      return Future.succeededFuture(in);
    }
    Promise<Admission> held = Promise.promise();
    joining.add(held);
    return held.future();
  }

  @Override
  public void close() {
    state = State.DOWN;
  }

  /// Whether that was done to the party that came last.
  public boolean has(String what) {
    return last().done.contains(what);
  }

  FakeParty last() {
    return parties.getLast();
  }

  /// A party that keeps what it was asked until the test answers.
  static final class FakeParty implements MediaParty {
    final Entry entry;
    final Listener listener;
    final List<MediaRequest> asked = new ArrayList<>();
    final List<String> done = new CopyOnWriteArrayList<>();
    final Queue<Promise<MediaAnswer>> open = new ArrayDeque<>();

    FakeParty(Entry entry, Listener listener) {
      this.entry = entry;
      this.listener = listener;
    }

    void answer(MediaAnswer answer) {
      open.remove().complete(answer);
    }

    @Override
    public Future<MediaAnswer> obey(MediaRequest request) {
      asked.add(request);
      Promise<MediaAnswer> answer = Promise.promise();
      open.add(answer);
      return answer.future();
    }

    @Override
    public void rest() {
      done.add("rest");
    }

    @Override
    public void wake() {
      done.add("wake");
    }

    @Override
    public void leave() {
      done.add("leave");
    }

    @Override
    public void putOut() {
      done.add("putOut");
    }

    @Override
    public void abandon() {
      done.add("abandon");
    }
  }
}
