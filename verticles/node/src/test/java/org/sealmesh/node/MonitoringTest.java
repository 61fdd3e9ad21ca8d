package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rules and the dashboard by themselves; whether what they ask for exists, is seen in
/// [MonitoringProcessTest].
class MonitoringTest {
  @Test
  void findsWhatAnExpressionAsksFor() {
    assertThat(MetricNames.askedBy("up{job=~\"sealmesh.*\"} == 0")).containsExactly("up");
    assertThat(
            MetricNames.askedBy(
                "histogram_quantile(0.99, sum by (le, instance) (rate(a_bucket{b=\"c\"}[5m]))) >"
                    + " 0.5 and on (job) (a_total offset 5m) or vector(0) * 1e9"))
        .containsExactly("a_bucket", "a_total");
    assertThat(MetricNames.askedBy("sum by (x) (increase(slip_of_the_pen[$__rate_interval]))"))
        .containsExactly("slip_of_the_pen");
    assertThat(
            MetricNames.exportedBy(
                "# HELP a_total x\n# TYPE a_total counter\na_total 1.0\na_bucket{le=\"1\"} 2\n\n"))
        .containsExactly("a_bucket", "a_total");
  }

  @Test
  void everyRuleSaysWhatIsWrongAndHowGraveItIs() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : MonitoringFiles.alerts().get("groups")) {
      assertThat(group.get("name").asText()).isNotBlank();
      group.get("rules").forEach(rules::add);
    }
    assertThat(rules).isNotEmpty();
    Set<String> names = new HashSet<>();
    for (JsonNode rule : rules) {
      String name = rule.get("alert").asText();
      assertThat(name).matches("Sealmesh[A-Z][A-Za-z]+");
      assertThat(names.add(name)).as(name).isTrue();
      assertThat(rule.get("expr").asText()).as(name).isNotBlank();
      assertThat(rule.get("labels").get("severity").asText()).isIn("critical", "warning");
      assertThat(rule.get("annotations").get("summary").asText()).as(name).isNotBlank();
      assertThat(rule.get("annotations").get("description").asText()).as(name).isNotBlank();
      if (rule.has("for")) {
        assertThat(rule.get("for").asText()).as(name).matches("\\d+[smh]");
      }
    }
  }

  @Test
  void everyPanelAsksTheChosenDataSource() throws IOException {
    JsonNode dashboard = MonitoringFiles.dashboard();
    assertThat(dashboard.get("uid").asText()).isEqualTo("sealmesh");
    assertThat(dashboard.get("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
    assertThat(dashboard.get("templating").get("list").get(0).get("type").asText())
        .isEqualTo("datasource");
    Set<Integer> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      String title = panel.get("title").asText();
      assertThat(title).isNotBlank();
      assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
      claim(places, panel.get("gridPos"), title);
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.get("datasource").get("uid").asText()).isEqualTo("${datasource}");
        assertThat(panel.get("targets")).as(title).isNotEmpty();
        Set<String> letters = new HashSet<>();
        for (JsonNode target : panel.get("targets")) {
          assertThat(target.get("datasource").get("uid").asText()).isEqualTo("${datasource}");
          assertThat(letters.add(target.get("refId").asText())).as(title).isTrue();
        }
      }
    }
  }

  private static void claim(Set<String> places, JsonNode at, String title) {
    assertThat(at.get("x").asInt() + at.get("w").asInt()).as(title).isLessThanOrEqualTo(24);
    for (int x = 0; x < at.get("w").asInt(); x++) {
      for (int y = 0; y < at.get("h").asInt(); y++) {
        String place = (at.get("x").asInt() + x) + " " + (at.get("y").asInt() + y);
        assertThat(places.add(place)).as("%s at %s", title, place).isTrue();
      }
    }
  }
}
