package org.sealmesh.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What a page's `RTCPeerConnection` is for a party of a call, without a page: it sends a tone, and
/// counts what comes. Candidates are addresses of this machine alone.
///
/// The sound device is WebRTC's dummy. One that captures, even silence, would feed the line from a
/// thread of its own beside the tone, which ends the process; so what comes is not decoded, but it
/// was received, decrypted and found authentic.
final class CallPeer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /// What a signal carries at once (docs/PROTOCOL.md §9).
  private static final int BATCH_MAX = 12;

  private static final int LOOK_EVERY_TICKS = 10;

  private final AudioDeviceModule device = new AudioDeviceModule(AudioLayer.kDummyAudio);
  private final PeerConnectionFactory factory = new PeerConnectionFactory(device);
  private final CustomAudioSource voice = new CustomAudioSource();
  private final BlockingQueue<Optional<RTCIceCandidate>> found = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final RTCPeerConnection connection;
  private final Tone tone = new Tone();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private volatile Consumer<MediaReport> looker = report -> {};
  private int ticked;

  /// Candidates in the order in which they were found, and whether these are the last.
  record Candidates(List<RTCIceCandidate> found, boolean isEnd) {}

  CallPeer() {
    connection = factory.createPeerConnection(new RTCConfiguration(), new Observer());
    connection.addTrack(factory.createAudioTrack("voice", voice), List.of("call"));
    var _ = ticks.scheduleAtFixedRate(this::tick, 0, Tone.TICK_MS, TimeUnit.MILLISECONDS);
  }

  /// Where there is no native part for this machine, or a library that it needs is missing, the
  /// test is skipped, and says which.
  static void assumeThereMayBe() {
    String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(
        machine.equals("Linux amd64"),
        "WebRTC's native part is among the tests' libraries for Linux amd64, not for " + machine);
    try {
      Class.forName(PeerConnectionFactory.class.getName());
    } catch (ClassNotFoundException | LinkageError missing) {
      Throwable why = missing;
      while (why.getCause() != null) {
        why = why.getCause();
      }
      assumeTrue(
          false,
          "WebRTC's native part does not load; on Debian scripts/test installs what it needs: "
              + withoutCopy(String.valueOf(why.getMessage())));
    }
  }

  /// What does not load is left where it was unpacked to, which the message begins with: deletes
  /// it.
  private static String withoutCopy(String message) {
    int end = message.indexOf(": ");
    Path copy = Path.of(message.substring(0, Math.max(0, end)));
    if (!copy.getFileName().toString().startsWith("libwebrtc-java")) {
      return message;
    }
    try {
      Files.deleteIfExists(copy);
    } catch (IOException stays) {
      throw new UncheckedIOException(stays);
    }
    return message.substring(end + 2);
  }

  String offer() {
    return offer(new RTCOfferOptions());
  }

  /// With candidates anew.
  String offerRestart() {
    RTCOfferOptions options = new RTCOfferOptions();
    options.iceRestart = true;
    return offer(options);
  }

  private String offer(RTCOfferOptions options) {
    Made offer = new Made();
    connection.createOffer(options, offer);
    return local(offer);
  }

  /// Takes the offer, and answers it.
  String answer(String offer) {
    remote(new RTCSessionDescription(RTCSdpType.OFFER, offer));
    Made answer = new Made();
    connection.createAnswer(new RTCAnswerOptions(), answer);
    return local(answer);
  }

  void takeAnswer(String answer) {
    remote(new RTCSessionDescription(RTCSdpType.ANSWER, answer));
  }

  void take(RTCIceCandidate candidate) {
    connection.addIceCandidate(candidate);
  }

  /// Those that were found since, at least one or the end.
  Candidates candidates() {
    List<RTCIceCandidate> batch = new ArrayList<>();
    try {
      var next = found.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      while (next != null && next.isPresent()) {
        batch.add(next.get());
        next = batch.size() < BATCH_MAX ? found.poll() : null;
      }
      if (next == null && batch.isEmpty()) {
        throw new AssertionError("no candidate was found, and no end of them");
      }
      return new Candidates(batch, next != null);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  void awaitConnected() {
    await(connected);
  }

  /// Waits until sound of the other one has come over candidates of the description in force.
  void awaitSound() {
    String fragment = new Sdp(connection.getLocalDescription().sdp).ufrag();
    CompletableFuture<Void> heard = new CompletableFuture<>();
    looker =
        report -> {
          if (report.soundOver(fragment)) {
            heard.complete(null);
          }
        };
    await(heard);
  }

  /// Lets go of everything native, its threads too: they would keep the process alive. Again, it
  /// does nothing.
  @Override
  public void close() {
    if (ticks.isShutdown()) {
      return;
    }
    ticks.close();
    connection.close();
    factory.dispose();
    voice.dispose();
    device.dispose();
  }

  private void tick() {
    tone.push(voice);
    if (++ticked % LOOK_EVERY_TICKS == 0) {
      connection.getStats(report -> looker.accept(new MediaReport(report)));
    }
  }

  private String local(Made made) {
    RTCSessionDescription description = await(made.description);
    Done done = new Done();
    connection.setLocalDescription(description, done);
    await(done.happened);
    return description.sdp;
  }

  private void remote(RTCSessionDescription description) {
    Done done = new Done();
    connection.setRemoteDescription(description, done);
    await(done.happened);
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /// Called on a thread of WebRTC, which must not be kept.
  private final class Observer implements PeerConnectionObserver {
    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
      found.add(Optional.of(candidate));
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
      if (state == RTCIceGatheringState.COMPLETE) {
        found.add(Optional.empty());
      }
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
      if (state == RTCPeerConnectionState.CONNECTED) {
        connected.complete(null);
      }
    }
  }

  private static final class Made implements CreateSessionDescriptionObserver {
    private final CompletableFuture<RTCSessionDescription> description = new CompletableFuture<>();

    @Override
    public void onSuccess(RTCSessionDescription made) {
      description.complete(made);
    }

    @Override
    public void onFailure(String why) {
      description.completeExceptionally(new IllegalStateException(why));
    }
  }

  private static final class Done implements SetSessionDescriptionObserver {
    private final CompletableFuture<Void> happened = new CompletableFuture<>();

    @Override
    public void onSuccess() {
      happened.complete(null);
    }

    @Override
    public void onFailure(String why) {
      happened.completeExceptionally(new IllegalStateException(why));
    }
  }
}
