//! The widget's files, built into the binary by `build.rs`; none when it was built without them.

/// One file of the bundle.
pub(crate) struct BundleFile {
    /// Its path below the backend's address, without a slash at the start.
    pub(crate) path: &'static str,
    /// As it is.
    pub(crate) raw: &'static [u8],
    /// Compressed with Brotli.
    pub(crate) brotli: Option<&'static [u8]>,
    /// Compressed with gzip.
    pub(crate) gzip: Option<&'static [u8]>,
    /// Changes when the file does. Weak, because the three forms share it.
    pub(crate) etag: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/bundle.rs"));
