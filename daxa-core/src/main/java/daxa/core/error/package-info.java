/// The exceptions of the framework: one small unchecked hierarchy below [DaxaException].
///
/// Each message says in one sentence what is wrong with which named object and which values, and in
/// another what to do about it. After an exception nothing is half done: what was passed in still
/// belongs to the caller.
package daxa.core.error;
