/// Joins the processes of one zone to one event bus, and trusts them no further than it must.
///
/// The only package that knows Hazelcast. Whoever runs a process sees [Cluster], [ClusterConfig]
/// and [Zone]; roles see [org.sealmesh.mesh.Members] alone.
@NullMarked
package org.sealmesh.cluster;

import org.jspecify.annotations.NullMarked;
