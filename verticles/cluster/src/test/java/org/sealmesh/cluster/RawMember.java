package org.sealmesh.cluster;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;
import io.vertx.core.eventbus.impl.codecs.ClusterSerializableCodec;
import io.vertx.core.eventbus.impl.codecs.SerializableCodec;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.shareddata.ClusterSerializable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.RecordCodec;

/// Speaks to an event bus byte by byte, as no honest member would.
final class RawMember implements AutoCloseable {
  /// Held, because Vert.x closes a client that nobody refers to.
  private final List<NetClient> clients = new ArrayList<>();

  private final Vertx vertx = Vertx.vertx();
  private final int port;

  RawMember(int port) {
    this.port = port;
  }

  /// A frame as an honest member makes it, but for what it claims.
  ///
  /// @param replyAddress where it wants the answer; null for none
  /// @param sender as whom it poses
  static <T> Buffer frame(
      String address,
      @Nullable String replyAddress,
      String sender,
      T body,
      MessageCodec<T, ?> codec) {
    // A bus is only needed to look codecs up.
    EventBusImpl none = null;
    ClusteredMessage<T, ?> message =
        new ClusteredMessage<>(sender, address, null, body, codec, true, none);
    message.setReplyAddress(replyAddress);
    return message.encodeToWire();
  }

  /// A record that nobody is to answer.
  static <T> Buffer frame(String address, T body) {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) body.getClass();
    return frame(address, null, "nobody", body, new RecordCodec<>(type));
  }

  /// A text, which any Vert.x understands.
  static Buffer textFrame(String address, String text) {
    return frame(address, null, "nobody", text, CodecManager.STRING_MESSAGE_CODEC);
  }

  /// A Java object.
  static Buffer serializedFrame(String address, Object object) {
    return frame(address, null, "nobody", object, codec(SerializableCodec.class));
  }

  /// An object of a class that reads itself.
  static Buffer clusterSerializableFrame(String address, ClusterSerializable object) {
    return frame(address, null, "nobody", object, codec(ClusterSerializableCodec.class));
  }

  @SuppressWarnings("unchecked")
  private static MessageCodec<Object, ?> codec(Class<?> type) {
    return Arrays.stream(new CodecManager().systemCodecs())
        .filter(type::isInstance)
        .map(codec -> (MessageCodec<Object, ?>) codec)
        .findFirst()
        .orElseThrow();
  }

  /// The head of a serialized array: it announces `bytes` of them, and brings none.
  static Buffer arrayFrame(String address, int bytes) {
    return frame(address, null, "nobody", bytes, new ArrayHead());
  }

  /// Says it, and keeps the connection.
  void say(NetClientOptions options, Buffer... frames) {
    NetSocket socket = TestProcess.await(connect(options));
    for (Buffer frame : frames) {
      TestProcess.await(socket.write(frame));
    }
  }

  /// Says it, and waits until the other side has enough of it.
  void sayInVain(NetClientOptions options, Buffer frame) {
    Promise<Void> ended = Promise.promise();
    connect(options)
        .onFailure(refused -> ended.tryComplete())
        .onSuccess(socket -> {
          socket.exceptionHandler(refused -> socket.close());
          socket.closeHandler(closed -> ended.tryComplete());
          socket.write(frame);
        });
    TestProcess.await(ended.future());
  }

  static NetClientOptions inTheClear() {
    return new NetClientOptions();
  }

  /// Believes whoever it meets.
  static NetClientOptions tls() {
    return new NetClientOptions()
        .setSsl(true)
        .setTrustAll(true)
        .setHostnameVerificationAlgorithm("");
  }

  static NetClientOptions tls(ClusterConfig.Tls tls) {
    return tls()
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(tls.certificate().orElseThrow().toString())
                .addKeyPath(tls.key().orElseThrow().toString()))
        .setTrustOptions(
            new PemTrustOptions().addCertPath(tls.authority().orElseThrow().toString()));
  }

  private io.vertx.core.Future<NetSocket> connect(NetClientOptions options) {
    NetClient client = vertx.createNetClient(options);
    clients.add(client);
    return client.connect(port, "127.0.0.1");
  }

  @Override
  public void close() {
    TestProcess.await(vertx.close());
  }

  /// Writes what [SerializableCodec] reads.
  private static final class ArrayHead implements MessageCodec<Integer, Object> {
    @Override
    public void encodeToWire(Buffer buffer, Integer bytes) {
      byte[] head = emptyArray();
      buffer.appendInt(head.length);
      // Its last four bytes are the length.
      buffer.appendBytes(head, 0, head.length - Integer.BYTES).appendInt(bytes);
    }

    private static byte[] emptyArray() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(new byte[0]);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return bytes.toByteArray();
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object transform(Integer bytes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
      return "array";
    }

    @Override
    public byte systemCodecID() {
      return codec(SerializableCodec.class).systemCodecID();
    }
  }
}
