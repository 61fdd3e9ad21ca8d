package org.sealmesh.privacy;

import org.sealmesh.origin.privacy.Section;

/// What an archive calls its parts, for people and for other software.
///
/// @param group in `export.json`, where it never changes
record Labels(String group, String title, String description) {
  static Labels of(Section section) {
    return switch (section) {
      case PROFILE -> new Labels("profile", "Profile", "Who you are to this site.");
      case SESSIONS -> new Labels("sessions", "Sessions", "Your devices that are signed in.");
      case MEMBERSHIPS ->
          new Labels(
              "memberships",
              "Conversations",
              "Every time that you were in a conversation, and how far you have read.");
      case EVENTS ->
          new Labels(
              "events",
              "Messages",
              "What your conversations show you, yours and those of others, as it reads now.");
      case CALLS ->
          new Labels(
              "calls",
              "Calls",
              "Calls that you began or were in. No sound or" + " picture is ever kept.");
      case ADMISSIONS ->
          new Labels("admissions", "Lobbies", "Calls into which you asked to be let.");
      case BLOCKS -> new Labels("blocks", "Blocked people", "Of whom you want to hear nothing.");
      case BANS -> new Labels("bans", "Bans", "Conversations to which you may not come back.");
      case EXPORTS ->
          new Labels("exports", "Copies", "The copies of your data that you asked for.");
      case AUDIT ->
          new Labels("audit", "Administration", "What you did as an administrator of this site.");
    };
  }
}
