package org.sealmesh.crypto;

import static org.sealmesh.crypto.Sample.base64;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.SignedToken;

/// docs/vectors/frames.json: every frame in both formats. Envelopes and signals are those of the
/// other files.
final class FrameVectors {
  private static final Instant EXPIRES = Instant.ofEpochMilli(1_893_456_600_000L);

  static Map<String, Object> all() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put(
        "about",
        "docs/PROTOCOL.md §6. json is the frame's text, cbor its bytes in base64url; both stand for"
            + " the same frame. refusedCbor: what neither end may take for one.");
    file.put("toRelay", toRelay());
    file.put("toBrowser", toBrowser());
    file.put("refusedCbor", refused());
    return file;
  }

  private static List<Map<String, Object>> toRelay() {
    SignedToken ticket = new SignedToken("aGVhZGVy.dGlja2V0.c2lnbmF0dXJl");
    SignedToken pass = new SignedToken("aGVhZGVy.cGFzcw.c2lnbmF0dXJl");
    Signal signal = Signal.of(sealed(SignalVectors.all(), "signal"));
    CallSignal call = CallSignal.of(sealed(CallVectors.all(), "signal"));
    List<ClientFrame> frames =
        List.of(
            new ClientFrame.Hello(ticket),
            new ClientFrame.Refresh(ticket),
            new ClientFrame.Join(0, pass),
            new ClientFrame.Join(23, pass),
            new ClientFrame.Join(24, pass),
            new ClientFrame.Join(Integer.MAX_VALUE, pass),
            new ClientFrame.Leave(Sample.rid("conversation")),
            new ClientFrame.Send(signal.conversation(), signal),
            new ClientFrame.Attend(1, pass, CallVectors.party("sender"), null),
            new ClientFrame.Attend(2, pass, CallVectors.party("sender"), CallPhase.ACTIVE),
            new ClientFrame.Say(3, call),
            new ClientFrame.Media(
                4, call.call(), CallVectors.party("sender"), "{\"want\":\"leave\"}"),
            new ClientFrame.Ping());
    List<Map<String, Object>> vectors = new ArrayList<>();
    for (ClientFrame frame : frames) {
      vectors.add(vector(FrameFormat.JSON.write(frame), FrameFormat.CBOR.write(frame)));
    }
    return vectors;
  }

  private static List<Map<String, Object>> toBrowser() {
    Envelope envelope = Envelope.of(sealed(EnvelopeVectors.all(), "envelope"));
    Signal signal = Signal.of(sealed(SignalVectors.all(), "signal"));
    List<ServerFrame> frames = new ArrayList<>();
    frames.add(new ServerFrame.Welcome(new NodeId("relay-1"), 25, EXPIRES));
    frames.add(new ServerFrame.Refreshed(EXPIRES));
    frames.add(new ServerFrame.Joined(255, Sample.rid("conversation"), EXPIRES));
    frames.add(new ServerFrame.Joined(65_536, Sample.rid("conversation"), EXPIRES));
    for (ServerFrame.Refused.Code code : ServerFrame.Refused.Code.values()) {
      frames.add(new ServerFrame.Refused(7, code, null));
    }
    frames.add(new ServerFrame.Refused(null, ServerFrame.Refused.Code.RATE, 256L));
    frames.add(new ServerFrame.Left(Sample.rid("conversation")));
    frames.add(new ServerFrame.Event(envelope));
    frames.add(new ServerFrame.Signalled(signal));
    CallSignal call = CallSignal.of(sealed(CallVectors.all(), "signal"));
    frames.add(new ServerFrame.Attending(1, call.call(), EXPIRES));
    frames.add(new ServerFrame.Said(call, null));
    frames.add(new ServerFrame.Said(call, new SignedToken("aGVhZGVy.Z3JhbnQ.c2lnbmF0dXJl")));
    frames.add(
        new ServerFrame.Media(4, call.call(), CallVectors.party("sender"), "{\"is\":\"done\"}"));
    frames.add(
        new ServerFrame.Media(
            null,
            call.call(),
            CallVectors.party("sender"),
            "{\"event\":\"ended\",\"why\":\"kicked\"}"));
    frames.add(new ServerFrame.Resync());
    frames.add(new ServerFrame.Detached());
    frames.add(new ServerFrame.GoAway(1_000));
    frames.add(new ServerFrame.GoAway(0));
    frames.add(new ServerFrame.Moved(1_000));
    frames.add(new ServerFrame.Pong());
    List<Map<String, Object>> vectors = new ArrayList<>();
    for (ServerFrame frame : frames) {
      vectors.add(vector(FrameFormat.JSON.write(frame), FrameFormat.CBOR.write(frame)));
    }
    return vectors;
  }

  private static Map<String, Object> vector(byte[] json, byte[] cbor) {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("json", new String(json, StandardCharsets.UTF_8));
    vector.put("cbor", base64(cbor));
    return vector;
  }

  /// The first of those that are accepted.
  private static byte[] sealed(Map<String, Object> file, String member) {
    Map<?, ?> first = (Map<?, ?>) ((List<?>) file.get("accepted")).getFirst();
    return Sample.bytes((String) first.get(member));
  }

  private static List<Map<String, Object>> refused() {
    List<Map<String, Object>> vectors = new ArrayList<>();
    refuse(vectors, "relay", "ping");
    refuse(vectors, "browser", "pong");
    return vectors;
  }

  /// @param word a frame without members, which would be taken if it were well-formed
  private static void refuse(List<Map<String, Object>> to, String reader, String word) {
    String text = "64" + HexFormat.of().formatHex(word.getBytes(StandardCharsets.US_ASCII));
    String whole = "a16174" + text;
    byte[] bytes = HexFormat.of().parseHex(whole);
    refuse(to, reader, "nothing", "");
    refuse(to, reader, "the last byte cut off", hex(Arrays.copyOf(bytes, bytes.length - 1)));
    refuse(to, reader, "a byte too many", whole + "00");
    refuse(to, reader, "the frame twice", whole + whole);
    refuse(to, reader, "a map of indefinite length", "bf6174" + text + "ff");
    refuse(to, reader, "a text of indefinite length", "a161747f" + text + "ff");
    refuse(to, reader, "a length that is longer than it need be", "b8016174" + text);
    refuse(to, reader, "a reserved head", "bc6174" + text);
    refuse(to, reader, "a huge map", "bb7fffffffffffffff6174" + text);
    refuse(to, reader, "a huge text", "a161747b7fffffffffffffff");
    refuse(to, reader, "a huge byte string", "a161745affffffff");
    refuse(to, reader, "a tag", "c1" + whole);
    refuse(to, reader, "a doubled member", "a26174" + text + "6174" + text);
    refuse(to, reader, "a member named by a number", "a26174" + text + "0001");
    refuse(to, reader, "bytes for a text", "a161744" + text.substring(1));
    refuse(to, reader, "no map", text);
    refuse(to, reader, "an array", "81" + whole);
    refuse(to, reader, "undefined", "a26174" + text + "6178f7");
  }

  private static void refuse(List<Map<String, Object>> to, String reader, String name, String hex) {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("to", reader);
    vector.put("cbor", base64(HexFormat.of().parseHex(hex)));
    to.add(vector);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private FrameVectors() {}
}
