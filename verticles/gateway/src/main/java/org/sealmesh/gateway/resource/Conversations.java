package org.sealmesh.gateway.resource;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand;
import org.sealmesh.origin.persistence.ConversationCommand.Create;
import org.sealmesh.origin.persistence.EventCommand;

/// Conversations and who comes into them.
public final class Conversations {
  private final Origin origin;
  private final RandomBytes random;

  Conversations(Origin origin, RandomBytes random) {
    this.origin = origin;
    this.random = random;
  }

  List<Route> routes() {
    return List.of(
        Route.of("createConversation", Budget.WRITE, this::create),
        Route.of("getConversation", Budget.READ, this::get),
        Route.of("renameConversation", Budget.WRITE, this::rename),
        Route.of("listMembers", Budget.READ, this::members),
        Route.of("listNames", Budget.READ, this::names),
        Route.of("addMembers", Budget.WRITE, this::add),
        Route.of("searchRooms", Budget.READ, this::rooms));
  }

  private Future<Answer> create(Call call) {
    Wish wish = wish(call.user(), call.body(CreateRequest.class));
    ConversationId id = ConversationId.of(random.bytes(ConversationId.BYTES));
    return origin
        .mintKey(id)
        .compose(key -> origin.store(wish.command(id, call.user(), key)))
        .map(Outcomes::conversation);
  }

  private static Wish wish(UserId creator, CreateRequest asked) {
    return switch (asked) {
      case DirectRequest d -> new Wish(ConversationKind.DIRECT, Set.of(d.member), null, d.clientId);
      case GroupRequest g ->
          new Wish(
              ConversationKind.GROUP,
              // Who names herself among the others is in it anyway.
              g.members.stream().filter(m -> !m.equals(creator)).collect(Collectors.toSet()),
              Read.title(g.title),
              g.clientId);
      case RoomRequest r ->
          new Wish(ConversationKind.ROOM, Set.of(), Read.title(r.title), r.clientId);
    };
  }

  private Future<Answer> get(Call call) {
    return origin
        .store(new ConversationCommand.Find(call.user(), call.conversation()))
        .map(Outcomes::conversation);
  }

  private Future<Answer> rename(Call call) {
    RenameRequest asked = call.body(RenameRequest.class);
    Change change = new Change.Rename(Read.title(asked.title));
    byte[] hash = RequestHash.of("renameConversation", call, List.of("conversation"), asked);
    return append(call, asked.clientId, hash, change);
  }

  private Future<Answer> add(Call call) {
    AddRequest asked = call.body(AddRequest.class);
    byte[] hash = RequestHash.of("addMembers", call, List.of("conversation"), asked);
    // Only a room can be entered by oneself, and nobody can be put into one by others.
    Change change =
        asked.users.equals(List.of(call.user()))
            ? new Change.JoinRoom()
            : new Change.AddMembers(Set.copyOf(asked.users));
    return append(call, asked.clientId, hash, change);
  }

  private Future<Answer> append(Call call, ClientId clientId, byte[] hash, Change change) {
    return origin
        .store(new EventCommand.Append(call.user(), call.conversation(), clientId, hash, change))
        .map(outcome -> Outcomes.appended(outcome, 200));
  }

  private Future<Answer> members(Call call) {
    @Nullable UserId after = call.query("after", UserId::parse).orElse(null);
    int limit = call.query("limit", Integer::valueOf).orElse(100);
    return origin
        .store(new ConversationCommand.ListMembers(call.user(), call.conversation(), after, limit))
        .map(Outcomes::members);
  }

  private Future<Answer> names(Call call) {
    List<UserId> users = call.queryAll("user", UserId::parse);
    return origin
        .store(new ConversationCommand.ListNames(call.user(), call.conversation(), users))
        .map(Outcomes::names);
  }

  private Future<Answer> rooms(Call call) {
    String prefix = call.query("prefix", text -> text).orElse("");
    int limit = call.query("limit", Integer::valueOf).orElse(People.FOUND_DEFAULT);
    return origin
        .store(
            new ConversationCommand.SearchRooms(
                call.user(), Read.wellFormed(prefix, "query/prefix"), limit))
        .map(Answer::ok);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = DirectRequest.class, name = "direct"),
    @JsonSubTypes.Type(value = GroupRequest.class, name = "group"),
    @JsonSubTypes.Type(value = RoomRequest.class, name = "room")
  })
  sealed interface CreateRequest {}

  /// What is asked for, read and found to be in order, before a key is made for it.
  private record Wish(
      ConversationKind kind, Set<UserId> others, @Nullable String title, ClientId clientId) {
    Create command(ConversationId id, UserId creator, WrappedKey key) {
      return new Create(id, kind, creator, others, title, key, clientId);
    }
  }

  record DirectRequest(ClientId clientId, UserId member) implements CreateRequest {}

  record GroupRequest(ClientId clientId, String title, List<UserId> members)
      implements CreateRequest {
    GroupRequest {
      members = List.copyOf(members);
    }
  }

  record RoomRequest(ClientId clientId, String title) implements CreateRequest {}

  record RenameRequest(ClientId clientId, String title) {}

  record AddRequest(ClientId clientId, List<UserId> users) {
    AddRequest {
      users = List.copyOf(users);
    }
  }
}
